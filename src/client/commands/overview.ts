import { ExitCode, UserError } from '../../domain/userError.ts';
import { findDataFolder, resolveAssignment, type Assignment } from '../../files/dataFolder.ts';
import { isOriginalDataDir } from '../../files/layout.ts';
import { readAssignmentState, type AssignmentState } from '../assignmentState.ts';
import { commandConfig } from '../commandConfig.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { shownPath } from '../shownPath.ts';
import { counted } from '../../domain/counted.ts';

/** What is in the data folder, and the next command for each exam. */
export async function run(options: DataOptions, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const assignments = await readAssignments(config.dataDir);
  const next = assignments.length === 0 ? firstStep(config.dataDir) : null;
  if (options.json) printJson(io, asJson({ dataDir: config.dataDir, assignments, next }, io));
  else io.out(lines(assignments, shownPath(config.workingDir, config.dataDir), next).join('\n'));
  return ExitCode.done;
}

/** Each next step as it can be typed here. */
const asJson = ({ dataDir, assignments, next }: Overview, { typed }: Io): Overview => ({
  dataDir,
  assignments: assignments.map((state) => ({ ...state, next: typed(state.next) })),
  next: next && typed(next),
});

interface Overview {
  dataDir: string;
  assignments: (AssignmentState | UnreadableExam)[];
  next: string | null;
}

/** An exam one of whose files cannot be used: the others are shown all the same. */
interface UnreadableExam {
  name: string;
  problem: string;
  /** What to do. */
  next: string;
}

/** Empty when there is no exam yet: that is no mistake here. */
async function readAssignments(dataDir: string): Promise<Overview['assignments']> {
  try {
    const folder = await findDataFolder(dataDir);
    const names = folder.assignments();
    return await Promise.all(names.map((name) => readExamState(resolveAssignment(folder, name))));
  } catch (error) {
    const isEmpty = error instanceof UserError && ['no-data-folder', 'no-assignments'].includes(error.code);
    if (isEmpty) return [];
    throw error;
  }
}

async function readExamState(assignment: Assignment): Promise<AssignmentState | UnreadableExam> {
  try {
    return await readAssignmentState(assignment);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name: assignment.name, problem: error.message, next: error.hint };
  }
}

const firstStep = (dataDir: string): string =>
  isOriginalDataDir(dataDir) ? 'aita transcribe --assignment Final' : 'aita init Final';

function lines(assignments: Overview['assignments'], dataDir: string, next: string | null): string[] {
  const footer = ['aita --help lists all commands.'];
  if (next === null)
    return [`Exams in ${dataDir}:`, '', ...assignments.flatMap(assignmentLines), '', ...footer];
  return [
    `There is no exam in ${dataDir} yet.`,
    '',
    `Next: ${next}`,
    'Or see it work first, without a key: aita demo',
    '',
    ...footer,
  ];
}

function assignmentLines(state: AssignmentState | UnreadableExam): string[] {
  return [
    `  ${state.name}: ${'problem' in state ? state.problem : counts(state)}`,
    `    Next: ${state.next}`,
  ];
}

function counts({
  scans,
  students,
  pages,
  isIngestUnfinished,
  transcribed,
  pagesBy,
}: AssignmentState): string {
  if (students === 0)
    return scans === 0 ? 'no scans and no pages' : `${counted(scans, 'scan')}, no pages yet`;
  const parts = [counted(students, 'student'), counted(pages, 'page'), `${transcribed} transcribed`];
  if (isIngestUnfinished) parts.splice(2, 0, 'ingest not finished');
  for (const status of ['failed', 'pending'] as const) {
    if (pagesBy[status] > 0) parts.push(`${counted(pagesBy[status], 'page')} ${status}`);
  }
  return parts.join(', ');
}
