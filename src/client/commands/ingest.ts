import { relative } from 'node:path';
import type { Flags } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import { findDataFolder, openAssignment } from '../../files/dataFolder.ts';
import { ingest, type IngestReport } from '../../files/ingest.ts';
import { commandConfig } from '../commandConfig.ts';
import { countLine } from '../countLine.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { shellWord } from '../shellWord.ts';

export type Options = DataOptions & Flags & { pagesPerStudent?: number; dpi?: number };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const assignment = await openAssignment(await findDataFolder(config.dataDir), options.assignment);
  const { pagesPerStudent, dpi } = options;
  const progress = countLine(io, { label: 'pages', shows: config.showProgress });
  const onProgress = (done: number, total: number) => progress.show(done, total);
  const report = await ingest({
    assignmentDir: assignment.dir,
    pagesPerStudent,
    dpi,
    onProgress,
  }).finally(() => progress.stop());
  if (options.json) printJson(io, { assignment: assignment.name, ...report });
  else io.out(lines(report, assignment.name, relative(config.workingDir, assignment.dir)).join('\n'));
  return report.failures.length > 0 ? ExitCode.partial : ExitCode.done;
}

const shownStudents = 8;

function lines(
  { students, written, kept, failures, incomplete, skipped }: IngestReport,
  name: string,
  dir: string,
): string[] {
  const shown = students.slice(0, shownStudents);
  return [
    `${students.length} students, ${written} pages written, ${kept} there already: ${dir}/pages`,
    ...shown.map(({ student, pages, files }) => `  ${student}: ${pages} pages from ${files.join(', ')}`),
    ...(students.length > shown.length
      ? [`  … and ${students.length - shown.length} more in this order`]
      : []),
    ...incomplete.map(
      ({ student, pages, expected }) => `Incomplete: ${student} has ${pages} of ${expected} pages`,
    ),
    ...skipped.map(({ name: file, reason }) => `Left out: ${file}: ${reason}`),
    ...failures.map(({ file, reason }) => `Failed: ${file}: ${reason}`),
    `Next: aita transcribe --assignment ${shellWord(name)} --dry-run`,
  ];
}
