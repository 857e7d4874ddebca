import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Flags } from '../../config.ts';
import { counted } from '../../domain/counted.ts';
import { nameOption, Pipeline } from '../../domain/identity.ts';
import { shellWord } from '../../domain/shellWord.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { findDataFolder, openAssignment } from '../../files/dataFolder.ts';
import { ingest, type IngestReport } from '../../files/ingest.ts';
import { readRoster, type RosterEntry } from '../../files/roster.ts';
import { checkStore } from '../../store/checkStore.ts';
import { storeFile } from '../../store/store.ts';
import { commandConfig } from '../commandConfig.ts';
import { countLine } from '../countLine.ts';
import { findOpenPipeline } from '../findOpenPipeline.ts';
import { ingestCommand } from '../ingestCommand.ts';
import { whenInterrupted } from '../interrupt.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { refuseBesideApart } from '../runEngine.ts';
import { openPlace, type AssignmentPlace } from '../session.ts';
import { shownPath } from '../shownPath.ts';

export type Options = DataOptions & Flags & { pagesPerStudent?: number; dpi?: number };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const folder = await findDataFolder(config.dataDir);
  const assignment = await openAssignment(folder, options.assignment);
  const roster = await readRoster(folder.dir);
  const report = await ingestUntilStopped({ io, config, folder, assignment }, options);
  const { exitCode, ...found } = report;
  const pages = shownPath(config.workingDir, join(assignment.dir, 'pages'));
  const goOn = ingestCommand(assignment.name, options);
  if (options.json) printJson(io, { assignment: assignment.name, roster: roster?.length ?? null, ...found });
  else if (found.left > 0) io.out(stoppedLine(found, goOn));
  else {
    const next = nextLine(assignment.name, found, goOn);
    io.out([...lines(found, pages), ...rosterLines(roster, found), next].join('\n'));
  }
  return exitCode;
}

/** Ctrl-C lets the pages in hand be finished. */
async function ingestUntilStopped(
  place: AssignmentPlace,
  { pagesPerStudent, dpi }: Options,
): Promise<IngestReport & { exitCode: ExitCode }> {
  const { io, config, assignment } = place;
  const progress = countLine(io, { label: 'pages', shows: config.showProgress });
  const interruption = whenInterrupted(io, () => {
    progress.stop();
    return 'Stopping: only the pages in hand are finished.';
  });
  try {
    const report = await ingest({
      assignmentDir: assignment.dir,
      pagesPerStudent,
      dpi,
      onProgress: (done, total) => progress.show(done, total),
      beforeChange: () => refuseWhileRead(place),
      signal: interruption.signal,
    });
    return { ...report, exitCode: interruption.exitCode(exitCodeOf(report)) };
  } finally {
    progress.stop();
    interruption.stop();
  }
}

function exitCodeOf({ left, failures }: IngestReport): ExitCode {
  if (left > 0) return ExitCode.interrupted;
  return failures.length > 0 ? ExitCode.partial : ExitCode.done;
}

/** An open run reads each page when its turn comes, and would read old and new ones. */
async function refuseWhileRead(place: AssignmentPlace): Promise<void> {
  const { folder, assignment } = place;
  const store = storeFile(folder.dir);
  // Then no run has ever begun here.
  if (!existsSync(store)) return;
  checkStore(store);
  await using session = await openPlace(place);
  refuseBesideApart(session);
  const pipeline = await findOpenPipeline(session, [Pipeline.transcribe]);
  if (!pipeline) return;
  throw new UserError(
    'run-open',
    `A ${pipeline} run of ${assignment.name} is open, and reads pages that this would replace; nothing was changed.`,
    `Finish it first, or end it: aita cancel ${nameOption(pipeline)} ${shellWord(assignment.name)}`,
  );
}

const shownStudents = 8;

const sumOf = (students: IngestReport['students'], count: 'pages' | 'made'): number =>
  students.reduce((sum, student) => sum + student[count], 0);

const stoppedLine = ({ students }: IngestReport, goOn: string): string =>
  `Stopped: ${sumOf(students, 'made')} of ${counted(sumOf(students, 'pages'), 'page')} are there. Go on: ${goOn}`;

function nextLine(name: string, { students, failures }: IngestReport, again: string): string {
  if (failures.length > 0 && sumOf(students, 'made') === 0)
    return `Next: mend or replace what failed, then ${again}`;
  return `Next: aita transcribe --assignment ${shellWord(name)} --dry-run`;
}

const withPages = ({ students }: IngestReport): IngestReport['students'] =>
  students.filter(({ made }) => made > 0);

function rosterLines(roster: RosterEntry[] | null, report: IngestReport): string[] {
  if (roster === null) return [];
  const namesakes = [...Map.groupBy(roster, ({ name }) => name)].filter(([, entries]) => entries.length > 1);
  return [
    `Roster: ${counted(roster.length, 'student')} listed, ${withPages(report).length} with pages`,
    ...namesakes.map(([name, entries]) => `Roster: ${counted(entries.length, 'student')} are called ${name}`),
  ];
}

function lines(report: IngestReport, pagesDir: string): string[] {
  const { written, kept, failures, incomplete, skipped } = report;
  const students = withPages(report);
  const shown = students.slice(0, shownStudents);
  return [
    `${counted(students.length, 'student')}, ${counted(written, 'page')} written, ${kept} there already: ${pagesDir}`,
    ...shown.map(
      ({ student, pages, made, files }) =>
        `  ${student}: ${made < pages ? `${made} of ` : ''}${counted(pages, 'page')} from ${files.join(', ')}`,
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
