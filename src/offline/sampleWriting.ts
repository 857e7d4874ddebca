import { margin, nameLines } from './sampleLayout.ts';
import type { PageLayout } from './sampleLayout.ts';
import type { SampleStudent } from './sampleStudents.ts';

/** One line of handwriting; `x` and `y` (baseline) in points. */
export interface WrittenLine {
  text: string;
  x: number;
  y: number;
}

/** What a student wrote on a page, without the name box. */
export function writeAnswers(student: SampleStudent, layout: PageLayout): WrittenLine[] {
  return layout.answers.flatMap(({ question, baselines }) =>
    breakLines(student.answers[question]?.text ?? '', student.hand.lineLength).map((text, index) => {
      const y = baselines[index];
      if (y === undefined)
        throw new RangeError(`${question} has ${baselines.length} lines; "${text}" needs one more`);
      return { text, x: margin + 10, y };
    }),
  );
}

export function writeName(student: SampleStudent): WrittenLine[] {
  return [
    { text: student.name, x: nameLines.x, y: nameLines.name },
    { text: student.id, x: nameLines.x, y: nameLines.number },
  ];
}

/** The page's lines from top to bottom, printed and handwritten, as a perfect reader would give them. */
export function readingOrder(
  layout: PageLayout,
  written: WrittenLine[],
): { text: string; handwritten: boolean }[] {
  return [
    ...layout.texts.map(({ text, y }) => ({ text: text.replaceAll(/ +/g, ' '), y, handwritten: false })),
    ...written.map(({ text, y }) => ({ text, y, handwritten: true })),
  ]
    .sort((a, b) => a.y - b.y)
    .map(({ text, handwritten }) => ({ text, handwritten }));
}

function breakLines(text: string, longest: number): string[] {
  if (text === '') return [];
  return text.split('\n').flatMap((paragraph) => breakParagraph(paragraph, longest));
}

function breakParagraph(paragraph: string, longest: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > longest) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
