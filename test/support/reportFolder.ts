import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { PageTranscription } from '../../src/domain/transcription.ts';
import { madeBy } from './reportSamples.ts';

/** Writes an assignment `Final`: a folder of real page images per student and, where pages are given, its transcription. */
export async function writeReportFolder(
  dataDir: string,
  students: Record<string, { files: number; pages?: PageTranscription[] }>,
): Promise<void> {
  const map: Record<string, string> = {};
  for (const [index, [folder, { files, pages }]] of Object.entries(students).entries()) {
    const student = `student-${String(index + 1).padStart(2, '0')}`;
    map[student] = folder;
    for (let page = 1; page <= files; page++)
      await writePage(join(dataDir, 'Final', 'pages', folder, `${page}.png`));
    const placed = pages?.map((page) => ({ ...page, image: `Final/pages/${folder}/${page.page}.png` }));
    if (placed) writeTranscription(dataDir, student, placed);
  }
  writeFileSync(join(dataDir, 'Final', 'students.json'), JSON.stringify(map));
}

async function writePage(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const paper = { width: 1240, height: 1754, channels: 3, background: '#fdfcf7' } as const;
  const ink = Buffer.from(
    '<svg width="900" height="40"><path d="M0 20 Q 225 -20 450 20 T 900 20" stroke="#223" fill="none" stroke-width="4"/></svg>',
  );
  await sharp({ create: paper })
    .composite([{ input: ink, top: 300, left: 150 }])
    .png()
    .toFile(path);
}

function writeTranscription(dataDir: string, student: string, pages: PageTranscription[]): void {
  const dir = join(dataDir, 'Final', 'transcriptions');
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    join(dir, `${student}.json`),
    JSON.stringify({ student, assignment: 'Final', madeBy, pages }),
  );
}
