import { counted } from '../domain/counted.ts';
import { createHash } from 'node:crypto';
import { transcribePromptVersion } from '../activities/transcribe.prompt.ts';
import { Box, type Exam } from '../domain/exam.ts';

import { pageItem, type PlannedPage, type TranscribePlan } from '../domain/plan.ts';
import { UserError } from '../domain/userError.ts';
import { readExam } from '../files/exam.ts';
import { loadStudents, type Student } from '../files/students.ts';
import type { PlanItem } from '../store/plans.ts';
import { commonPlan, type CommonOptions } from './commonPlan.ts';
import { leftOutInBrief, leftOutOf, type LeftOut } from './leftOut.ts';
import { spread } from './spread.ts';
import type { AssignmentPlace } from './session.ts';
import type { PlannedRun } from '../executor/startRun.ts';

export interface TranscribeOptions extends CommonOptions {
  student?: string[];
  limit?: number;
  sendBlank?: boolean;
  mask?: string;
}

export interface PlannedTranscription extends PlannedRun {
  plan: TranscribePlan;
  students: Student[];
  leftOut: LeftOut;
  items: PlanItem<PlannedPage>[];
}

/** What a `transcribe` command is to do: the pages, the options, and the digest of both. */
export async function planTranscription(
  place: AssignmentPlace,
  options: TranscribeOptions,
): Promise<PlannedTranscription> {
  const { assignment } = place;
  const plan = await planOptions(place, options);
  const all = await loadStudents(assignment.dir, (known) => void chooseStudents(known, options));
  const students = chooseStudents(all, options);
  const items = students.flatMap((student) => student.pages.map((page) => toItem(student, page)));
  const leftOut = leftOutOf(options.student === undefined ? all : students);
  const pages = `${counted(students.length, 'student')}, ${counted(items.length, 'page')}`;
  return {
    pipeline: 'transcribe',
    plan,
    students,
    leftOut,
    items,
    digest: createHash('sha256')
      .update(JSON.stringify([plan, items]))
      .digest('hex'),
    total: items.length,
    steps: items.length,
    summary: `Transcribe ${assignment.name}: ${pages}, ${plan.model}${leftOutInBrief(leftOut)}`,
  };
}

async function planOptions(place: AssignmentPlace, options: TranscribeOptions): Promise<TranscribePlan> {
  const exam = await readExam(place.assignment.dir);
  const mask = options.mask === undefined ? exam?.nameBox : readMask(options.mask);
  return {
    pipeline: 'transcribe',
    ...commonPlan(place, options),
    promptVersion: transcribePromptVersion,
    sendBlank: options.sendBlank ?? false,
    mask: mask ? { ...mask, pages: mask.pages ?? [1] } : null,
  };
}

type NameBox = NonNullable<Exam['nameBox']>;

function readMask(text: string): NameBox {
  const [x, y, width, height, ...more] = text
    .split(',')
    .map((part) => (part.trim() === '' ? NaN : Number(part)));
  const box = Box.safeParse({ x, y, width, height });
  if (
    box.success &&
    more.length === 0 &&
    box.data.x + box.data.width <= 1 &&
    box.data.y + box.data.height <= 1
  ) {
    return box.data;
  }
  throw new UserError(
    'bad-mask',
    `--mask expected x,y,width,height in fractions of the page; it was given "${text}".`,
    'For a name box over the top tenth of the page: --mask 0,0,1,0.1',
  );
}

function chooseStudents(all: Student[], { student, limit }: TranscribeOptions): Student[] {
  const named = student === undefined ? all : student.map((name) => withPages(findStudent(all, name)));
  const chosen = [...new Set(named)].filter(({ pages }) => pages.length > 0);
  return limit === undefined ? chosen : spread(chosen, limit);
}

function withPages(student: Student): Student {
  if (student.pages.length > 0) return student;
  throw new UserError(
    'no-pages',
    `${student.id} has no pages: its folder "${student.folder}" holds no image.`,
    `Put its pages into pages/${student.folder}, or leave this student out.`,
  );
}

function findStudent(all: Student[], name: string): Student {
  const found = all.find(
    ({ id, folder }) => id === name || folder.normalize('NFC') === name.normalize('NFC'),
  );
  if (found) return found;
  throw new UserError(
    'no-such-student',
    `There is no student "${name}". There are ${all.length}, from ${all[0]?.id} to ${all.at(-1)?.id}.`,
    'Use an id such as student-07, or the name of the folder of pages; students.json lists both.',
  );
}

function toItem({ id }: Student, page: Omit<PlannedPage, 'student'>): PlanItem<PlannedPage> {
  const item = { student: id, page: page.page, path: page.path, bytes: page.bytes, mtimeMs: page.mtimeMs };
  return { name: pageItem(item), partOf: id, item };
}
