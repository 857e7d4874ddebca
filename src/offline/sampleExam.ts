import type { Exam } from '../domain/exam.ts';
import { namePlace, pageSize } from './sampleLayout.ts';
import { sampleQuestions } from './sampleQuestions.ts';

/** What an instructor would write into `exam.json` for this exam. */
export function sampleExam(): Exam {
  return {
    name: 'Foundations of Science, midterm exam',
    questions: sampleQuestions.map(({ id, printed, points, kind, page }) => ({
      id,
      text: printed.join('\n').replaceAll(/ +/g, ' '),
      points,
      kind,
      page,
    })),
    totalPoints: sampleQuestions.reduce((sum, question) => sum + question.points, 0),
    nameBox: { ...inFractions(grow(namePlace, 8)), pages: [1] },
  };
}

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Scans are shifted and turned a little, so the mask is larger than the printed box. */
const grow = (box: Rectangle, by: number): Rectangle => ({
  x: box.x - by,
  y: box.y - by,
  width: box.width + 2 * by,
  height: box.height + 2 * by,
});

const inFractions = (box: Rectangle): Rectangle => ({
  x: round(box.x / pageSize.width),
  y: round(box.y / pageSize.height),
  width: round(box.width / pageSize.width),
  height: round(box.height / pageSize.height),
});

const round = (value: number): number => Math.round(value * 1000) / 1000;
