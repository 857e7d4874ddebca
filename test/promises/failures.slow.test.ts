import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAiProvider } from '../../src/llm/openAiProvider.ts';
import { readJournal } from '../../src/store/journal.ts';
import { failureCases, treatments } from '../support/failureCases.ts';
import type { FaultRule } from '../support/faultModel/faultConfig.ts';
import { faultNames, type FaultName } from '../support/faultModel/faultNames.ts';
import { openScene } from '../support/scene.ts';

const width = 4;
const perStudent = 10;
/** Answered at once, so that a 5xx after them is a lone one. */
const soundPages = width;

/** Faults that need a run of their own, or a client with less patience. */
const apart = new Set<FaultName>(['refuseConnections', 'stall', 'noReply', 'pointsDoNotAddUp']);
const together = faultNames.filter(
  (name) => !apart.has(name) && treatments[failureCases[name].treatment].ends !== 'paused',
);
const students = Math.ceil((soundPages + together.length) / perStudent);
const scene = await openScene({
  students,
  pages: perStudent,
  latency: 30,
  keyPattern: 'Question (\\d+) ',
  prices: { inUsdPerMillion: 1, outUsdPerMillion: 1 },
  env: { AITA_MAX_WORKERS: String(width), AITA_MAX_RETRIES: '1' },
});
const { model } = scene;

const pages = together.map((fault, index) => {
  const student = Math.floor((index + soundPages) / perStudent) + 1;
  const page = ((index + soundPages) % perStudent) + 1;
  return { fault, student: `student-0${student}`, folder: `Zoë Müller ${student}`, page };
});

/** The model names a page by its bytes. */
function keyOf({ folder, page }: { folder: string; page: number }): string {
  const image = readFileSync(join(scene.dataDir, 'Final', 'pages', folder, `page-${page}.jpg`));
  return createHash('sha256').update(image).digest('hex').slice(0, 12);
}

/** Sent as `Retry-After` with a lone error, in ms. */
const named: Partial<Record<FaultName, number>> = { http504: 2000 };

function ruleOf(fault: FaultName, key: string): FaultRule {
  const isPassing = failureCases[fault].treatment === 'provider';
  const retry = { times: 2, retryAfterMs: 100, retryAfterAs: 'milliseconds' as const };
  const lone = fault in named ? { retryAfterMs: named[fault] } : {};
  return { fault, key, ...(isPassing ? retry : lone) };
}

/** Of faults that are retried by item: how long it is waited, at least. */
const waitOf = (fault: FaultName): number =>
  ['item', 'cut'].includes(failureCases[fault].treatment) ? (named[fault] ?? 1000) : 0;

function linesOf(item: string) {
  const store = scene.store();
  const lines = readJournal(store.quick, 0, 10_000).filter((line) => line.item === item);
  store.close();
  return lines;
}

await model.configure({ faults: pages.map((page) => ruleOf(page.fault, keyOf(page))) });
const run = await scene.json('transcribe');

test('a run whose pages meet every fault ends, with the failed ones listed', () => {
  const failed = together.filter((name) => treatments[failureCases[name].treatment].ends === 'failed');
  assert.equal(run.exitCode, 3, run.stderr);
  assert.deepEqual([run.failed, run.total], [failed.length, students * perStudent]);
});

for (const { fault, student, page } of pages) {
  const { treatment, happens, reason } = failureCases[fault];
  const { ends, booked } = treatments[treatment];
  test(`${happens}: ${ends}, booked as ${booked.join(', ')}`, () => {
    const found = scene.result(student).pages[page - 1];
    assert.equal(found?.status, ends, found?.reason ?? '');
    assert.equal(found.text === null, ends === 'failed');
    assert.ok((found.reason ?? '').includes(reason), found.reason ?? '');
    const lines = linesOf(`${student} page ${page}`);
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      booked,
    );
    const [first, second] = lines.map(({ startedAt }) => startedAt ?? NaN);
    assert.ok(second === undefined || second - (first ?? NaN) >= waitOf(fault));
    const isUnknown = treatment === 'cut' || treatment === 'noReply' || fault === 'noUsage';
    assert.ok(lines.every(({ costUsd }) => (costUsd === null) === isUnknown));
    const isFree = treatment !== 'unusable' && treatment !== 'sound';
    assert.ok(lines.every(({ kind, costUsd }) => kind === 'used' || isUnknown || (costUsd === 0) === isFree));
  });
}

const questions = [1, 2].map((id) => ({
  id: `${id}`,
  text: `Question text ${id}`,
  points: 4,
  kind: 'calculation',
  page: 1,
}));

test(`${failureCases.pointsDoNotAddUp.happens}: asked twice again, then failed`, async () => {
  const exam = { name: 'Final', totalPoints: 8, questions };
  writeFileSync(join(scene.dataDir, 'Final', 'exam.json'), JSON.stringify(exam));
  await model.configure({ faults: [{ fault: 'pointsDoNotAddUp', schema: 'rubric', key: '1' }] });
  const { exitCode, failures } = await scene.json('generate-rubric');
  assert.equal(exitCode, 3);
  assert.deepEqual(
    failures.map(({ item }) => item),
    ['question 1 rubric'],
  );
  assert.match(failures[0]?.reason ?? '', /The criteria add up to 5 points; the question has 4/);
  assert.deepEqual(
    linesOf('question 1 rubric').map(({ kind }) => kind),
    treatments.unusable.booked,
  );
});

test(`${failureCases.refuseConnections.happens}: waits and goes on by itself`, async () => {
  await model.reset();
  await model.configure({ faults: [{ fault: 'refuseConnections', nth: 1, forMs: 1500 }] });
  const { exitCode, done } = await scene.json('generate-rubric', '--no-reuse');
  assert.deepEqual([exitCode, done], [0, 4]);
  const lines = questions.flatMap(({ id }) => linesOf(`question ${id} answer key`));
  assert.ok(lines.some(({ kind, reason }) => kind === 'refused' && /ECONNREFUSED/.test(reason ?? '')));
});

for (const fault of ['stall', 'noReply'] as const) {
  test(`${failureCases[fault].happens}: cut, and perhaps billed`, async () => {
    await model.configure({ faults: [{ fault }] });
    const provider = openAiProvider({ baseUrl: model.baseUrl, apiKey: 'test', timeoutMs: 300 });
    const content = [{ type: 'text' as const, text: 'Read this.' }];
    const request = {
      baseUrl: model.baseUrl,
      model: 'm',
      messages: [{ role: 'user' as const, content }],
      schema: null,
      temperature: 0,
      maxOutputTokens: 100,
      sample: 0,
    };
    await assert.rejects(provider.complete(request, new AbortController().signal), {
      kind: 'item',
      maybeBilled: true,
      message: failureCases[fault].reason,
    });
  });
}

const pausing = faultNames.filter((name) => treatments[failureCases[name].treatment].ends === 'paused');
for (const fault of pausing) {
  const { happens, reason } = failureCases[fault];
  test(`${happens}: the run pauses within a call per lane, says why, and goes on when that is mended`, async () => {
    await model.reset();
    await model.configure({ faults: [{ fault }] });
    const paused = await scene.run('transcribe', '--no-reuse', '--yes');
    assert.equal(paused.exitCode, 4, paused.stderr);
    const said = paused.stdout + paused.stderr;
    assert.ok(said.includes(reason), said);
    assert.ok((await model.stats()).total <= width);
    const status = await scene.run('status', '--json');
    assert.ok(status.stdout.includes(reason), status.stdout);
    await model.configure({ faults: [] });
    const resumed = await scene.json('resume');
    assert.deepEqual(
      [resumed.exitCode, resumed.done, resumed.failed],
      [0, students * perStudent, 0],
      resumed.stderr,
    );
    const stats = await model.stats();
    assert.equal(stats.repeated, 0);
  });
}

test('every fault of the model is in one of these tests', () => {
  assert.deepEqual([...together, ...apart, ...pausing].sort(), [...faultNames].sort());
});
