import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Exam } from '../../domain/exam.ts';
import { pageItem } from '../../domain/plan.ts';
import type { ItemFailure } from '../../domain/progress.ts';
import { explainWriteError, writeFileAtomic } from '../../files/atomicWrite.ts';
import type { Assignment } from '../../files/dataFolder.ts';
import { previewImage, type Preview } from '../../files/previewImage.ts';
import type { RubricFiles } from '../../files/rubricFiles.ts';
import type { ReportStudent } from './reportStudent.ts';
import { rubricReport } from './rubric.ts';
import { transcriptionReport } from './transcription.ts';
import { transcriptionIndex } from './transcriptionIndex.ts';

export interface ReportJob {
  assignment: Assignment;
  exam: Exam | null;
  /** The whole class, in order. */
  students: readonly ReportStudent[];
  /** Who gets a page of their own; the others' pages stay as they are. */
  chosen: readonly ReportStudent[];
  /** `null`: the rubric's page stays as it is. */
  rubric: RubricFiles | null;
  onWritten: (path: string) => void;
}

/**
 * Writes a report per student, one student's scans in memory at a time, the rubric's page, and the index of the
 * class into `reports/`; no index while no student's pages were read.
 *
 * @returns the scans that could not be shown, though their pages were read.
 */
export async function writeReports(job: ReportJob): Promise<ItemFailure[]> {
  const { assignment, exam, students, chosen } = job;
  const generatedAt = new Date().toISOString();
  const withReport = students.filter((student) => chosen.includes(student) || isThere(assignment, student));
  const ids = withReport.map(({ student }) => student);
  const failures: ItemFailure[] = [];
  for (const student of chosen) {
    const previews = await loadPreviews(assignment, student);
    const place = ids.indexOf(student.student);
    const neighbours = { previous: ids[place - 1] ?? null, next: ids[place + 1] ?? null };
    const base = { assignment: assignment.name, exam, student, previews, ...neighbours, generatedAt };
    await write(job, reportPath(assignment, student.student), await transcriptionReport(base));
    failures.push(...notShown(student, previews));
  }
  const hasIndex = withReport.length > 0;
  await writeRubric(job, hasIndex, generatedAt);
  if (hasIndex) await writeIndex(job, withReport, generatedAt);
  return failures;
}

async function writeRubric(job: ReportJob, hasIndex: boolean, generatedAt: string): Promise<void> {
  const { assignment, exam, rubric: files } = job;
  if (files === null) return;
  const content = await rubricReport({ assignment: assignment.name, exam, files, hasIndex, generatedAt });
  await write(job, reportPath(assignment, 'rubric'), content);
}

async function writeIndex(
  job: ReportJob,
  withReport: readonly ReportStudent[],
  generatedAt: string,
): Promise<void> {
  const { assignment, exam, students } = job;
  const rows = students.map((student) => ({ ...student, hasReport: withReport.includes(student) }));
  const hasRubric = existsSync(reportPath(assignment, 'rubric'));
  const report = { assignment: assignment.name, exam, students: rows, hasRubric, generatedAt };
  await write(job, reportPath(assignment, 'index'), await transcriptionIndex(report));
}

const reportPath = ({ dir }: Assignment, name: string): string => join(dir, 'reports', `${name}.html`);

const isThere = (assignment: Assignment, { student }: ReportStudent): boolean =>
  existsSync(reportPath(assignment, student));

const loadPreviews = ({ dir }: Assignment, { pages }: ReportStudent): Promise<Preview[]> =>
  Promise.all(pages.map(({ image }) => previewImage(join(dirname(dir), image))));

function notShown({ student, pages }: ReportStudent, previews: readonly Preview[]): ItemFailure[] {
  return pages.flatMap(({ page, status, image }, index) => {
    const preview = previews[index];
    if (status === 'failed' || !preview || !('problem' in preview)) return [];
    return [
      { item: pageItem({ student, page }), reason: `The scan ${image} cannot be shown: ${preview.problem}.` },
    ];
  });
}

/** Reports show names and work of students: for nobody but the owner. */
async function write({ onWritten }: ReportJob, path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw explainWriteError(error, path);
  });
  await writeFileAtomic(path, content, { mode: 0o600 });
  onWritten(path);
}
