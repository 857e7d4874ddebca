import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../domain/userError.ts';
import { sampleExam } from './sampleExam.ts';
import { mostNames } from './sampleNames.ts';
import { bindPages } from './samplePdf.ts';
import { sampleAssignment } from './sampleQuestions.ts';
import { openScanner } from './sampleScan.ts';
import type { Scanner } from './sampleScan.ts';
import { inventStudents } from './sampleStudents.ts';
import type { SampleStudent } from './sampleStudents.ts';
import { sampleTruth } from './sampleTruth.ts';

export interface SampleOptions {
  dir: string;
  /** Default 12. */
  students?: number;
  /** The same seed gives the same files. Default 1. */
  seed?: number;
  onLine?: (line: string) => void;
}

/** Absolute or relative as `dir` was. */
export interface Sample {
  dataDir: string;
  assignment: string;
  students: number;
  pages: number;
  /** What ingest finds: the whole class in one file, two pages a student. */
  classPdf: string;
  studentPdfs: string[];
  /** One folder of JPEGs a student, 150 dpi. */
  imageFolders: string[];
  blankExam: string;
  truthFile: string;
}

/**
 * Looks whether the sample can be written as asked for, before a folder is made.
 * @throws UserError when `dir/data` exists or a number makes no sense.
 */
export function checkSample({ dir, students = 12, seed = 1 }: SampleOptions): void {
  checkNumbers(students, seed);
  refuseToOverwrite(join(dir, 'data'));
}

/**
 * Writes an exam filled in by an invented class, in three forms, and what is really on its pages:
 * ```
 * dir/data/roster.csv
 * dir/data/Midterm/exam.json
 * dir/data/Midterm/scans/class.pdf      ready for `aita ingest --pages-per-student 2`
 * dir/scans-per-student/01 Ada Kim.pdf  the same pages, to try the other ways of coming in
 * dir/page-images/01 Ada Kim/page-1.jpg
 * dir/blank-exam.pdf
 * dir/truth/Midterm.json
 * ```
 * @throws UserError as `checkSample`; nothing is written then.
 */
export async function writeSample(options: SampleOptions): Promise<Sample> {
  const { dir, students: count = 12, seed = 1, onLine = () => {} } = options;
  checkSample(options);
  const dataDir = join(dir, 'data');
  const scanner = await openScanner();
  const students = inventStudents(count, seed);
  const scans = await writeStudents(dir, { scanner, students, seed, onLine });

  const truth = sampleTruth(students, scanner.layouts, seed);
  const files = {
    classPdf: join(dataDir, sampleAssignment, 'scans', 'class.pdf'),
    blankExam: join(dir, 'blank-exam.pdf'),
    truthFile: join(dir, 'truth', `${sampleAssignment}.json`),
  };
  await write(join(dataDir, 'roster.csv'), roster(students));
  await write(join(dataDir, sampleAssignment, 'exam.json'), toJson(sampleExam()));
  await write(files.classPdf, await bindPages(`${sampleAssignment}, whole class`, scans.images));
  await write(files.blankExam, scanner.blankExam);
  await write(files.truthFile, toJson(truth));
  return {
    dataDir,
    assignment: sampleAssignment,
    students: count,
    pages: scans.images.length,
    studentPdfs: scans.studentPdfs,
    imageFolders: scans.imageFolders,
    ...files,
  };
}

interface Class {
  scanner: Scanner;
  students: SampleStudent[];
  seed: number;
  onLine: (line: string) => void;
}

async function writeStudents(dir: string, { scanner, students, seed, onLine }: Class) {
  const images: Buffer[] = [];
  const studentPdfs: string[] = [];
  const imageFolders: string[] = [];
  for (const [index, student] of students.entries()) {
    const pages: Buffer[] = [];
    for (const { page } of scanner.layouts) pages.push(await scanner.scanPage(student, page, seed));
    const label = `${student.student.replace('student-', '')} ${student.name}`;
    const folder = join(dir, 'page-images', label);
    for (const [at, image] of pages.entries()) await write(join(folder, `page-${at + 1}.jpg`), image);
    const pdf = join(dir, 'scans-per-student', `${label}.pdf`);
    await write(pdf, await bindPages(sampleAssignment, pages));
    images.push(...pages);
    studentPdfs.push(pdf);
    imageFolders.push(folder);
    if ((index + 1) % 10 === 0) onLine(`Drew the pages of ${index + 1} of ${students.length} students`);
  }
  return { images, studentPdfs, imageFolders };
}

function checkNumbers(students: number, seed: number): void {
  if (!Number.isInteger(students) || students < 1 || students > mostNames) {
    throw new UserError(
      'bad-students',
      `--students must be a whole number from 1 to ${mostNames}; it is ${students}.`,
      'A class of 12 shows everything: aita sample --students 12',
    );
  }
  if (!Number.isInteger(seed)) {
    throw new UserError('bad-seed', `--seed must be a whole number; it is ${seed}.`, 'Example: --seed 1');
  }
}

function refuseToOverwrite(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  throw new UserError(
    'data-exists',
    `${dataDir} exists already; the sample goes only into a new folder.`,
    'Name another one with --dir, or delete it first.',
  );
}

function roster(students: SampleStudent[]): string {
  const rows = students.map(({ id, name, email }) => `${id},${name},${email}`);
  return ['id,name,email', ...rows, ''].join('\n');
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
