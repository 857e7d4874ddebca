import type { z } from 'zod';

/** What a reply says, or why it cannot be used. A reply that cannot be used was still paid for. */
export type Reading<T> = { ok: true; value: T } | { ok: false; reason: string };

/** Characters. No answer of ours is longer; a runaway reply must not fill history or memory. */
const longestReply = 200_000;

/** Reads a whole reply: refusals, filters and cut-off answers are failures, never an item's text. */
export function readReply<T>(reply: Raw, read: (text: string) => Reading<T>): Reading<T> {
  const problem = problemOf(reply);
  return problem === null ? read(reply.text) : { ok: false, reason: problem };
}

interface Raw {
  text: string;
  refusal: string | null;
  finishReason: string;
}

function problemOf(reply: Raw): string | null {
  if (reply.refusal) return `The model refused: ${reply.refusal.slice(0, 200)}`;
  if (reply.finishReason === 'content_filter') return 'The provider filtered the answer.';
  if (reply.finishReason === 'length') return 'The answer was cut off at the length limit.';
  if (reply.finishReason === 'error') return 'The answer broke off with an error.';
  if (reply.text.trim() === '') return 'The answer was empty.';
  if (reply.text.length > longestReply)
    return `The answer had ${reply.text.length} characters; ${longestReply} are allowed.`;
  return null;
}

/** A reader for replies that must be JSON of this shape; a Markdown fence around it is tolerated. */
export function jsonReader<T>(schema: z.ZodType<T>): (text: string) => Reading<T> {
  return (text) => {
    const parsed = parseJson(text);
    if (!parsed.ok) return parsed;
    const result = schema.safeParse(parsed.value);
    if (result.success) return { ok: true, value: result.data };
    const first = result.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`);
    return { ok: false, reason: `The answer does not have the requested form (${first.join('; ')}).` };
  };
}

function parseJson(text: string): Reading<unknown> {
  const inner = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text)?.[1] ?? text;
  try {
    return { ok: true, value: JSON.parse(inner) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, reason: 'The answer is not valid JSON.' };
  }
}
