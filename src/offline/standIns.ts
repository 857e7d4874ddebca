import { explainArithmetic } from './arithmetic.ts';
import { counted } from '../domain/counted.ts';
import type { ChatRequest, NamedSchema } from './chatRequest.ts';
import { badRequest } from './modelError.ts';
import type { PageReader, Reading } from './pageReader.ts';
import { findQuestions } from './findQuestions.ts';
import { smallestValue } from './smallestValue.ts';

export interface Question {
  /** All text of the user's messages. */
  prompt: string;
  images: Buffer[];
  reader: PageReader;
  signal: AbortSignal;
}

const remark = 'made by the offline stand-in with simple rules, not by a model';

/** How the stand-in answers each kind of request, by the name of its reply schema. */
const standIns: Record<string, (question: Question) => unknown> = {
  page_text: readPage,
  answer_key: writeAnswerKey,
  rubric: writeRubric,
  exam_questions: extractQuestions,
  graded_answer: gradeAnswer,
  student_name: readName,
};

/**
 * The smallest value that fits where there is no rule for the schema of this name.
 * @throws ModelError 400 when none can be told either, or the request lacks what the rule needs.
 */
export async function answer({ name, schema }: NamedSchema, question: Question): Promise<unknown> {
  const standIn = Object.hasOwn(standIns, name) ? standIns[name] : undefined;
  if (standIn) return standIn(question);
  const smallest = smallestValue(schema);
  if (smallest) return smallest.value;
  const known = Object.keys(standIns).join(', ');
  throw badRequest(
    `The stand-in has no rule for the schema ${name}, and finds no simple value that fits it; it knows ${known}.`,
    'response_format',
  );
}

/** No schema, no rule: it says what it was asked, and that nobody has answered. */
export function answerInText({ lastText, images }: ChatRequest): string {
  const asked = lastText.trim().replace(/\s+/g, ' ') || counted(images.length, 'image');
  return `Stand-in reply (no model was asked) to: ${Array.from(asked).slice(0, 80).join('')}`;
}

/** Real OCR of every image. */
async function readPage(question: Question) {
  const readings = await readImages(question);
  return {
    text: readings.map(({ text }) => text).join('\n\n'),
    confidence: round(readings.reduce((sum, { confidence }) => sum + confidence, 0) / readings.length),
    notes: 'read by the offline stand-in (OCR), not by a vision model',
  };
}

/** Works out arithmetic such as `15 x 12 - 36`; to anything else it says that it has no answer. */
function writeAnswerKey({ prompt }: Question) {
  const worked = explainArithmetic(prompt);
  return {
    answer: worked?.result ?? 'No rule of the offline stand-in answers this question. Write the answer here.',
    steps: worked?.steps ?? [],
    alternatives: [],
    gradingNotes: [remark],
  };
}

/** Halves the question's points, as in `(4 points)`, between the result and the way to it. */
function writeRubric({ prompt }: Question) {
  const points = readPoints(prompt);
  const way = Math.floor(points / 2);
  const result = { description: `The answer is right (${remark}).`, points: points - way, partly: null };
  const steps = { description: `The reasons or steps are shown (${remark}).`, points: way, partly: null };
  return { criteria: way === 0 ? [result] : [result, steps] };
}

/** Finds headings such as `Question 3 (4 points)` in the text and in the OCR of the images. */
async function extractQuestions(question: Question) {
  const readings = question.images.length === 0 ? [] : await readImages(question);
  const pages = [question.prompt, ...readings.map(({ text }) => text)];
  return { questions: pages.flatMap((text, page) => findQuestions(text, page === 0 ? null : page)) };
}

/** Gives the share of the points that the share of the key's words and numbers in the answer earns. */
function gradeAnswer({ prompt }: Question) {
  const key = words(section(prompt, 'answer_key'));
  const given = new Set(words(section(prompt, 'answer')));
  const share = key.length === 0 ? 0 : key.filter((word) => given.has(word)).length / key.length;
  return {
    points: Math.round(share * readPoints(prompt) * 2) / 2,
    confidence: 0,
    feedback: `${Math.round(share * 100)} % of the key's words are in the answer; ${remark}.`,
  };
}

/** What the OCR finds behind the printed word Name; `null` when there is none. */
async function readName(question: Question) {
  const readings = await readImages(question);
  const found = readings.flatMap(({ text }) => /\bName\b[ :.]*([^\n]+)/.exec(text)?.[1]?.trim() ?? []);
  return { name: found[0] ?? null, confidence: found.length === 0 ? 0 : round(readings[0]?.confidence ?? 0) };
}

async function readImages({ images, reader, signal }: Question): Promise<Reading[]> {
  if (images.length === 0) throw badRequest('This request needs at least one image.', 'messages');
  return Promise.all(images.map((image) => reader.read(image, signal)));
}

function readPoints(prompt: string): number {
  const points = /\((\d+(?:\.\d+)?) points?\)/i.exec(prompt)?.[1];
  if (points === undefined)
    throw badRequest('The text must say what the question is worth: "(4 points)".', 'messages');
  return Number(points);
}

/** The text between `<name>` and `</name>`. */
function section(prompt: string, name: string): string {
  const from = prompt.indexOf(`<${name}>`);
  const to = prompt.indexOf(`</${name}>`, from);
  if (from < 0 || to < 0) throw badRequest(`The text must hold <${name}>…</${name}>.`, 'messages');
  return prompt.slice(from + name.length + 2, to);
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d]{2,}|\d/gu) ?? [];

const round = (value: number): number => Math.round(value * 1000) / 1000;
