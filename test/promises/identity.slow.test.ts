import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { openScene } from '../support/scene.ts';

const bodies: string[] = [];
const reply = JSON.stringify({ text: 'read', confidence: 0.9, notes: '' });
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const recorder = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (part: string) => (body += part));
  request.on('end', () => {
    bodies.push(body);
    response.setHeader('content-type', 'application/json');
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: reply } }];
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', choices, usage }));
  });
});
recorder.listen(0, '127.0.0.1');
await once(recorder, 'listening');
after(() => recorder.close());
const { port } = recorder.address() as AddressInfo;

const scene = await openScene({
  students: 2,
  pages: 2,
  env: { AITA_BASE_URL: `http://127.0.0.1:${port}/v1` },
});
const exam = {
  name: 'Final',
  totalPoints: 1,
  nameBox: { x: 0, y: 0, width: 1, height: 0.1 },
  questions: [{ id: '1', text: 'Q', points: 1, kind: 'short_answer', page: 1 }],
};
writeFileSync(join(scene.dataDir, 'Final', 'exam.json'), JSON.stringify(exam));

test('no request carries a name or a file name, and the name box goes out grey', async () => {
  const run = await scene.json('transcribe');
  assert.equal(run.exitCode, 0, run.stderr);
  assert.equal(bodies.length, 4);
  for (const body of bodies)
    for (const secret of ['Zoë', 'Müller', 'page-', 'student-0']) assert.ok(!body.includes(secret), secret);
  const tops = await Promise.all(bodies.map(colourOfTop));
  assert.equal(
    tops.filter((level) => Math.abs(level - 200) < 10).length,
    2,
    `page 1 of each student; levels ${tops.join()}`,
  );
});

test('results are named by pseudonym; the map stays in the assignment', () => {
  assert.deepEqual(readdirSync(join(scene.dataDir, 'Final', 'transcriptions')).sort(), [
    'student-01.json',
    'student-02.json',
  ]);
});

async function colourOfTop(body: string): Promise<number> {
  const data = /data:image\/jpeg;base64,([^"]+)/.exec(body)?.[1] ?? '';
  const image = sharp(Buffer.from(data, 'base64')).greyscale();
  const { data: pixels, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return pixels[Math.round(info.height * 0.05) * info.width + Math.round(info.width / 2)] ?? 0;
}
