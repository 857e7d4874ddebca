import { isAbsolute, join, relative } from 'node:path';
import { counted } from '../../domain/counted.ts';
import { shellWord } from '../../domain/shellWord.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { findDataFolder, openAssignment, type Assignment } from '../../files/dataFolder.ts';
import { readExam } from '../../files/exam.ts';
import { readRubricFiles, type RubricFiles } from '../../files/rubricFiles.ts';
import { commandConfig } from '../commandConfig.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { checkScans, readAgain, type CheckedStudent } from '../reports/changedScans.ts';
import { readReportStudents, type ReportStudent } from '../reports/reportStudent.ts';
import { writeReports } from '../reports/writeReports.ts';

interface ReportOptions extends DataOptions {
  student?: string[];
}

/** Writes `reports/student-07.html` for each student transcribed, `rubric.html`, and `index.html` over all. */
export async function run(options: ReportOptions, io: Io): Promise<ExitCode> {
  const config = commandConfig(options, io);
  const assignment = await openAssignment(await findDataFolder(config.dataDir), options.assignment);
  const exam = await readExam(assignment.dir);
  const students = await checkScans(assignment, await readReportStudents(assignment.dir));
  const rubric = options.student === undefined ? await readRubric(assignment) : null;
  const chosen = choose(students, assignment, options.student);
  if (chosen.length === 0 && rubric === null) throw nothingYet(assignment);
  const outputs: string[] = [];
  const onWritten = (path: string) => {
    outputs.push(path);
    if (!options.json) io.out(shortPath(path, config.workingDir));
  };
  const notShown = await writeReports({ assignment, exam, students, chosen, rubric, onWritten });
  const stale = chosen.filter(({ changed }) => changed.length > 0);
  const failures = [...stale.flatMap(({ changed }) => changed), ...notShown];
  for (const { item, reason } of failures) io.err(`${item}: ${reason}`);
  unread(chosen).forEach((line) => io.err(line));
  if (stale.length > 0) io.err(`Next: ${readAgain(assignment, stale)}`);
  const status = failures.length > 0 ? 'partial' : 'done';
  if (options.json) printJson(io, { assignment: assignment.name, status, outputs, failures });
  return failures.length > 0 ? ExitCode.partial : ExitCode.done;
}

/** Those whose scan was changed are named one by one. */
function unread(students: readonly CheckedStudent[]): string[] {
  const failed = students.flatMap(({ pages }) => pages).filter(({ status }) => status === 'failed').length;
  const count = failed - students.flatMap(({ changed }) => changed).length;
  return count === 0
    ? []
    : [`${counted(count, 'page')} failed to be read; index.html names each with its reason.`];
}

async function readRubric({ dir }: Assignment): Promise<RubricFiles | null> {
  const files = await readRubricFiles(dir);
  return files.answerKey || files.rubric ? files : null;
}

function choose<T extends ReportStudent>(students: T[], assignment: Assignment, names?: string[]): T[] {
  if (names === undefined) return students.filter(({ madeBy }) => madeBy !== null);
  return [...new Set(names.map((name) => find(students, name, assignment)))];
}

function find<T extends ReportStudent>(students: T[], name: string, assignment: Assignment): T {
  const found = students.find(
    ({ student, folder }) => student === name || folder?.normalize('NFC') === name.normalize('NFC'),
  );
  if (found?.madeBy) return found;
  if (found) throw nothingYet(assignment, found.student);
  if (students.length === 0) throw nothingYet(assignment);
  const [first, last] = [students[0]?.student, students.at(-1)?.student];
  throw new UserError(
    'no-such-student',
    `There is no student ${JSON.stringify(name)} in ${assignment.name}. There are ${students.length}, from ${first} to ${last}.`,
    'Use an id such as student-07, or the name of the folder of pages; students.json lists both.',
  );
}

function nothingYet({ name, dir }: Assignment, student = 'student-*'): UserError {
  return new UserError(
    'no-transcriptions',
    `${name} has nothing to report yet: expected ${join(dir, 'transcriptions', `${student}.json`)}, and there is none.`,
    `Read the pages first: aita transcribe --assignment ${shellWord(name)}`,
  );
}

/** Relative where that is shorter: a path to read, or to copy into the next command. */
function shortPath(path: string, workingDir: string): string {
  const short = relative(workingDir, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
