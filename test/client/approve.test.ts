import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { approve } from '../../src/client/approve.ts';
import { run } from '../../src/client/commands/transcribe.ts';
import { findAssignment, openForRun } from '../../src/client/session.ts';
import { estimateTranscription } from '../../src/client/transcribeEstimate.ts';
import { planTranscription } from '../../src/client/transcribePlan.ts';
import type { RunResult } from '../../src/client/output.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { capturedIo } from '../support/capturedIo.ts';
import { drawPage } from '../support/drawPage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const strokes = 'M30 60h120M30 90h120M30 120h120M30 150h120';

/** A terminal where somebody answers no, and an exam of so many pages. */
async function declining(pages: number) {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'data/Final/pages/Ann'), { recursive: true });
  for (let page = 1; page <= pages; page++) {
    writeFileSync(
      join(cwd, `data/Final/pages/Ann/${page}.jpg`),
      await drawPage({ strokes, width: 300 + page }),
    );
  }
  const { io, out, err } = capturedIo(cwd);
  const questions: string[] = [];
  const confirm = (question: string) => {
    questions.push(question);
    return Promise.resolve(false);
  };
  // Port 9 discards: a call would fail the test by its outcome.
  const env = { AITA_BASE_URL: 'http://127.0.0.1:9/v1', AITA_API_KEY: 'test', AITA_MODEL: 'gpt-5.4-mini' };
  return { cwd, out, err, questions, io: { ...io, env, canAsk: true, confirm } };
}

test('more than five calls are shown and asked for; a no spends nothing and ends with 130', async () => {
  const { io, out, err, questions, cwd } = await declining(6);
  assert.equal(await run({}, io), 130);
  assert.deepEqual([out, questions], [[], ['Go on?']]);
  assert.ok(err.some((line) => line.startsWith('Calls: 6, ')));
  assert.equal(err.at(-1), 'Nothing was spent. The same command asks again.');
  const store = new Store(storeFile(join(cwd, 'data')));
  assert.equal(store.quick.get('select count(*) as n from journal')?.['n'], 0);
  store.close();
});

test('a no prints one JSON object with --json', async () => {
  const { io, out } = await declining(6);
  assert.equal(await run({ json: true }, io), 130);
  const result = JSON.parse(out.join('\n')) as RunResult;
  const { pipeline, assignment, status, usage } = result;
  assert.ok(!('endpoint' in result));
  assert.deepEqual([pipeline, assignment, status, usage], ['transcribe', 'Final', 'interrupted', null]);
});

test('--no-reuse asks however few calls it is', async () => {
  const { io, questions } = await declining(1);
  assert.equal(await run({ reuse: false }, io), 130);
  assert.equal(questions.length, 1);
});

test('pages that take more than two seconds to look at are counted meanwhile', async (context) => {
  const { io, err } = await declining(3);
  const place = await findAssignment({}, io);
  const planned = await planTranscription(place, {});
  await using session = await openForRun(place);
  mock.timers.enable({ apis: ['Date'] });
  context.after(() => mock.timers.reset());
  await approve(session, { dryRun: true, json: true }, planned, (onItem) =>
    estimateTranscription(session, planned, (done) => {
      mock.timers.tick(1500);
      onItem(done);
    }),
  );
  assert.deepEqual(err, ['2/3 looked at']);
});
