import { z } from 'zod';

/** What the model must return for a page (`response_format` schema `page_text`). */
export const PageText = z.object({
  text: z.string(),
  confidence: z.number().min(0).max(1),
  notes: z.string(),
});
export type PageText = z.infer<typeof PageText>;

export const MadeBy = z.object({
  model: z.string(),
  /** Base URL, or `offline` for the stand-in. */
  endpoint: z.string(),
  promptVersion: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
});
export type MadeBy = z.infer<typeof MadeBy>;

export const PageStatus = z.enum(['done', 'blank', 'failed', 'pending']);
export type PageStatus = z.infer<typeof PageStatus>;

/** One page as kept in `transcriptions/student-07.json`. Text and confidence are `null` unless a model read the page. */
export const PageTranscription = z.object({
  page: z.number().int().positive(),
  /** Path of the image relative to the data folder, with `/`. */
  image: z.string(),
  /** sha256 of the image that was read, in hexadecimal; `null` when none was. Files of earlier versions lack it. */
  imageDigest: z.string().nullish(),
  status: PageStatus,
  text: z.string().nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  notes: z.string().nullable(),
  /** Why it failed, else `null`. */
  reason: z.string().nullable(),
});
export type PageTranscription = z.infer<typeof PageTranscription>;

/** The file `transcriptions/student-07.json`. */
export const StudentTranscription = z.object({
  student: z.string(),
  assignment: z.string(),
  madeBy: MadeBy,
  pages: z.array(PageTranscription),
});
export type StudentTranscription = z.infer<typeof StudentTranscription>;
