import { counted } from '../../domain/counted.ts';
import { join } from 'node:path';
import type { Flags } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import { findDataFolder, openAssignment, type Assignment } from '../../files/dataFolder.ts';
import { ingest, type IngestReport } from '../../files/ingest.ts';
import { readRoster, type RosterEntry } from '../../files/roster.ts';
import { commandConfig } from '../commandConfig.ts';
import { countLine } from '../countLine.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { shownPath } from '../shownPath.ts';
import { shellWord } from '../../domain/shellWord.ts';

export type Options = DataOptions & Flags & { pagesPerStudent?: number; dpi?: number };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const folder = await findDataFolder(config.dataDir);
  const assignment = await openAssignment(folder, options.assignment);
  const roster = await readRoster(folder.dir);
  const { pagesPerStudent, dpi } = options;
  const progress = countLine(io, { label: 'pages', shows: config.showProgress });
  const onProgress = (done: number, total: number) => progress.show(done, total);
  const report = await ingest({
    assignmentDir: assignment.dir,
    pagesPerStudent,
    dpi,
    onProgress,
  }).finally(() => progress.stop());
  if (options.json) printJson(io, { assignment: assignment.name, roster: roster?.length ?? null, ...report });
  else {
    const pages = shownPath(config.workingDir, join(assignment.dir, 'pages'));
    io.out([...lines(report, pages), ...rosterLines(roster, report), nextLine(assignment)].join('\n'));
  }
  return report.failures.length > 0 ? ExitCode.partial : ExitCode.done;
}

const shownStudents = 8;

const nextLine = ({ name }: Assignment): string =>
  `Next: aita transcribe --assignment ${shellWord(name)} --dry-run`;

function rosterLines(roster: RosterEntry[] | null, { students }: IngestReport): string[] {
  if (roster === null) return [];
  const namesakes = [...Map.groupBy(roster, ({ name }) => name)].filter(([, entries]) => entries.length > 1);
  return [
    `Roster: ${counted(roster.length, 'student')} listed, ${students.length} with pages`,
    ...namesakes.map(([name, entries]) => `Roster: ${counted(entries.length, 'student')} are called ${name}`),
  ];
}

function lines(
  { students, written, kept, failures, incomplete, skipped }: IngestReport,
  pagesDir: string,
): string[] {
  const shown = students.slice(0, shownStudents);
  return [
    `${counted(students.length, 'student')}, ${counted(written, 'page')} written, ${kept} there already: ${pagesDir}`,
    ...shown.map(
      ({ student, pages, files }) => `  ${student}: ${counted(pages, 'page')} from ${files.join(', ')}`,
    ),
    ...(students.length > shown.length
      ? [`  … and ${students.length - shown.length} more in this order`]
      : []),
    ...incomplete.map(
      ({ student, pages, expected }) => `Incomplete: ${student} has ${pages} of ${counted(expected, 'page')}`,
    ),
    ...skipped.map(({ name: file, reason }) => `Left out: ${file}: ${reason}`),
    ...failures.map(({ file, reason }) => `Failed: ${file}: ${reason}`),
  ];
}
