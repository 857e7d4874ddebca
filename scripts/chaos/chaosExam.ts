import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { keyItem, pageItem, rubricItem } from '../../src/domain/plan.ts';

export interface ExamSize {
  students: number;
  pages: number;
  questions: number;
}

/** Something that must be in the results, by the names it has on both sides. */
export interface Item {
  exam: string;
  pipeline: 'transcribe' | 'generateRubric';
  /** As in journal and results. */
  item: string;
  /** As the model knows it. */
  key: string;
  schema: 'page_text' | 'answer_key' | 'rubric';
}

/** Draws an exam whose every page and question is new, so that nothing of it is stored, and lists what must come of it. */
export async function drawChaosExam(
  dataDir: string,
  exam: string,
  { students, pages, questions }: ExamSize,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let student = 1; student <= students; student++) {
    const name = String(student).padStart(2, '0');
    const dir = join(dataDir, exam, 'pages', `s${name}`);
    mkdirSync(dir, { recursive: true });
    for (let page = 1; page <= pages; page++) {
      const image = await drawPage(`${exam} ${student} ${page}`);
      writeFileSync(join(dir, `page-${page}.jpg`), image);
      // A small upright JPEG goes out byte for byte, and the model names a page by its bytes.
      const key = createHash('sha256').update(image).digest('hex').slice(0, 12);
      const item = pageItem({ student: `student-${name}`, page });
      items.push({ exam, pipeline: 'transcribe', item, key, schema: 'page_text' });
    }
  }
  const ids = Array.from({ length: questions }, (_, index) => String(index + 1));
  writeFileSync(join(dataDir, exam, 'exam.json'), JSON.stringify(examFile(exam, ids)));
  return [...items, ...ids.flatMap((id) => questionItems(exam, id))];
}

const points = 4;

const examFile = (exam: string, ids: string[]) => ({
  name: exam,
  totalPoints: points * ids.length,
  questions: ids.map((id) => ({
    id,
    points,
    text: `What is <<${questionKey(exam, id)}>>?`,
    kind: 'calculation',
    page: 1,
  })),
});

const questionKey = (exam: string, id: string): string => `${exam}/${id}`;

function questionItems(exam: string, id: string): Item[] {
  const both = { exam, pipeline: 'generateRubric' as const, key: questionKey(exam, id) };
  return [
    { ...both, item: keyItem(id), schema: 'answer_key' },
    { ...both, item: rubricItem(id), schema: 'rubric' },
  ];
}

function drawPage(words: string): Promise<Buffer> {
  const text = `<text x="20" y="60" font-size="24">${words}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect width="300" height="400" fill="white"/>${text}</svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}
