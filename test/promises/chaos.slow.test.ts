import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runChaos } from '../../scripts/chaos/chaosRun.ts';
import { openChaosStage } from '../../scripts/chaos/chaosStage.ts';
import { compare } from '../../scripts/chaos/compare.ts';
import type { Evidence } from '../../scripts/chaos/evidence.ts';
import { readEvidence } from '../../scripts/chaos/readEvidence.ts';
import { Store, storeFile } from '../../src/store/store.ts';

const width = 4;
const stage = await openChaosStage({ seed: 7, width, latencyMs: 300 });
after(() => stage[Symbol.asyncDispose]());
const size = { students: 4, pages: 3, questions: 3 };
const record = await runChaos(stage, { kills: 5, seed: 7, size, onLine: () => undefined });
const evidence = await readEvidence(stage, record, width);

/** Rows with findings, each with how many. */
const findingsOf = (found: Evidence): Record<string, number> =>
  Object.fromEntries(
    compare(found)
      .filter(({ findings }) => findings.length > 0)
      .map(({ name, findings }) => [name, findings.length]),
  );

const planted = async (): Promise<Record<string, number>> =>
  findingsOf(await readEvidence(stage, record, width));
const file = (name: string): string => join(stage.dataDir, 'exam-01', name);

test('five kills at random moments: nothing is bought twice, lost, invented, miscounted or torn', () => {
  assert.equal(record.kills.length, 5);
  assert.ok(evidence.items.length >= 18);
  assert.deepEqual(findingsOf(evidence), {}, JSON.stringify(compare(evidence), null, 1));
});

test('the comparison finds a reply that was lost and bought again', async () => {
  const store = new Store(storeFile(stage.dataDir));
  const done = "job like 'transcribe:exam-01:%' and status = 'done'";
  const ref = `(select ref from outcomes where ${done} limit 1)`;
  assert.equal(store.quick.run(`delete from replies where hash = ${ref}`), 1);
  store.close();
  const exitCode = await stage.start('transcribe', '--assignment', 'exam-01', '--yes', '--quiet').done;
  assert.ok(exitCode === 0 || exitCode === 3, String(exitCode));
  // Without kills nothing excuses a repeat, whichever reply it was.
  const repeats = (found: Evidence) => findingsOf({ ...found, kills: [] })['avoidable repeats'] ?? 0;
  assert.equal(repeats(await readEvidence(stage, record, width)), repeats(evidence) + 1);
});

test('it finds a text that the model did not say, in a file that was not written so', async () => {
  const name = file('transcriptions/student-01.json');
  const whole = readFileSync(name, 'utf8');
  writeFileSync(name, whole.replace('x + 1 = 2', 'x + 1 = 3'));
  const { 'items invented': invented, 'torn files': torn } = await planted();
  assert.deepEqual([invented, torn], [1, 1]);
  writeFileSync(name, whole.slice(0, whole.length / 2));
  const { 'items lost': lost = 0, 'torn files': half = 0 } = await planted();
  assert.ok(lost > 0 && half > 0);
  writeFileSync(name, whole);
});

test('it finds items that no result tells of', async () => {
  const name = file('transcriptions/student-02.json');
  const whole = readFileSync(name);
  rmSync(name);
  const { 'items lost': lost, 'history minus results': miscounted } = await planted();
  assert.deepEqual([lost, miscounted], [size.pages, 1]);
  writeFileSync(name, whole);
});

test('it finds a reply that is in no line of the ledger, and a line of no reply', () => {
  const line = evidence.journal.find(({ kind }) => kind === 'used');
  assert.ok(line);
  const without = { ...evidence, journal: evidence.journal.filter((other) => other !== line) };
  assert.equal(findingsOf(without)['ledger minus provider'], 1);
  assert.equal(findingsOf(without)['calls in no line of the ledger'], 1);
  assert.ok((findingsOf(without)['aita costs minus journal'] ?? 0) > 0);
  const doubled = { ...evidence, journal: [...evidence.journal, line] };
  assert.equal(findingsOf(doubled)['ledger minus provider'], 1);
});

test('it finds calls that were cut although nothing was killed', () => {
  const lease = { assignment: 'exam-01', item: 'student-01 page 1', startedAt: Date.now() };
  const found = findingsOf({ ...evidence, openLeases: [lease] });
  assert.equal(found['unknown: in flight at a kill'], 1);
});
