import type { MadeBy, PageTranscription, StudentTranscription } from '../../domain/transcription.ts';
import { findInput } from '../../files/layout.ts';
import { naturalOrder } from '../../files/naturalOrder.ts';
import { loadStudents, type PageFile, type Student } from '../../files/students.ts';
import { readTranscriptions } from '../../files/transcriptions.ts';

/** A student as reports show one. */
export interface ReportStudent {
  student: string;
  /** The student's folder under `pages/`, often a name; `null` when it is gone. */
  folder: string | null;
  /** `null`: no run has written anything for this student. */
  madeBy: MadeBy | null;
  /** All of the student's pages; those no run has come to are `pending`. */
  pages: PageTranscription[];
}

/**
 * Everyone who has pages or a transcription, in order: who was not read yet is part of a class too.
 *
 * @throws UserError when a transcription does not fit its schema.
 */
export async function readReportStudents(assignmentDir: string): Promise<ReportStudent[]> {
  const transcriptions = await readTranscriptions(assignmentDir);
  const hasPages = findInput(assignmentDir, 'pages') !== null;
  return joinStudents(transcriptions, hasPages ? await loadStudents(assignmentDir) : []);
}

export function joinStudents(
  transcriptions: readonly StudentTranscription[],
  students: readonly Pick<Student, 'id' | 'folder' | 'pages'>[],
): ReportStudent[] {
  const ids = new Set([...transcriptions.map(({ student }) => student), ...students.map(({ id }) => id)]);
  return [...ids].sort(naturalOrder).map((id) => {
    const found = students.find((student) => student.id === id);
    const transcription = transcriptions.find(({ student }) => student === id);
    return {
      student: id,
      folder: found?.folder ?? null,
      madeBy: transcription?.madeBy ?? null,
      pages: allPages(transcription?.pages ?? [], found?.pages ?? []),
    };
  });
}

function allPages(
  written: readonly PageTranscription[],
  files: readonly Pick<PageFile, 'page' | 'path'>[],
): PageTranscription[] {
  const numbers = new Set(written.map(({ page }) => page));
  const missing = files.filter(({ page }) => !numbers.has(page)).map(pending);
  return [...written, ...missing].sort((a, b) => a.page - b.page);
}

const pending = ({ page, path }: Pick<PageFile, 'page' | 'path'>): PageTranscription => ({
  page,
  image: path,
  status: 'pending',
  text: null,
  confidence: null,
  notes: null,
  reason: null,
});
