import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import type { AnswerKeyFile, RubricFile } from '../../src/domain/rubric.ts';
import { openRubricRun } from '../support/rubricRun.ts';
import { aCriterion, aKey } from '../support/rubricSamples.ts';

const statuses = (questions: { id: string; status: string }[]) =>
  questions.map(({ id, status }) => `${id} ${status}`);

/** Questions 1 and 2, of which the first is made and the second failed, written by `run-1`. */
async function oneFailed() {
  const scene = await openRubricRun(['1', '2']);
  const first = scene.runOf('run-1');
  await scene.settle(first, '1');
  await scene.fail(first, '2');
  assert.deepEqual(await scene.write(first), ['written', 'written']);
  return scene;
}

test('an edited file keeps what was made and gets what was not', async () => {
  const { settle, runOf, write, edit, keys } = await oneFailed();
  edit('answer-key.json', (text) => text.replace('"144"', '"a dozen dozens"'));
  const run = runOf('run-2');
  for (const id of ['1', '2']) await settle(run, id);
  assert.deepEqual(await write(run), ['kept', 'written']);
  assert.deepEqual(
    keys().map(({ key }) => key?.answer),
    ['a dozen dozens', '144'],
  );
});

const broken: Record<string, (text: string) => string> = {
  'with a trailing comma': (text) => text.replace(/\n\}\n$/, ',\n}\n'),
  'without its questions': (text) => text.replace('"questions"', '"question"'),
  'with questions that are none': (text) => text.replace(/"questions": \[/, '"questions": [null, '),
  'that is a number': () => '7',
  'that is empty': () => '',
};
for (const [what, change] of Object.entries(broken)) {
  test(`an edited file ${what} is left as it is, and the run ends`, async () => {
    const { settle, runOf, write, edit, pathOf } = await oneFailed();
    edit('answer-key.json', change);
    const before = readFileSync(pathOf('answer-key.json'), 'utf8');
    const run = runOf('run-2');
    for (const id of ['1', '2']) await settle(run, id);
    assert.deepEqual(await write(run), ['kept', 'written']);
    assert.equal(readFileSync(pathOf('answer-key.json'), 'utf8'), before);
  });
}

test('an edited file with a byte-order mark is read like any other', async () => {
  const { settle, runOf, write, edit, keys } = await oneFailed();
  edit('answer-key.json', (text) => `\uFEFF${text.replace('"144"', '"mine"')}`);
  const run = runOf('run-2');
  for (const id of ['1', '2']) await settle(run, id);
  assert.deepEqual(await write(run), ['kept', 'written']);
  assert.deepEqual(
    keys().map(({ key }) => key?.answer),
    ['mine', '144'],
  );
});

test('a key or criteria that a person wrote for a failed question stay, whatever their status says', async () => {
  const { settle, fail, runOf, write, edit, keys, rubrics } = await oneFailed();
  edit('answer-key.json', (text) => {
    const file = JSON.parse(text) as AnswerKeyFile;
    file.questions = file.questions.map((question) => ({ ...question, key: { ...aKey, answer: 'mine' } }));
    return JSON.stringify(file);
  });
  edit('rubric.json', (text) => {
    const file = JSON.parse(text) as RubricFile;
    const own = [{ ...aCriterion, description: 'mine' }];
    file.questions = file.questions.map((question) => ({ ...question, criteria: own }));
    return JSON.stringify(file);
  });
  for (const settled of [settle, fail]) {
    const run = runOf(`run-${settled.name}`);
    await settled(run, '2');
    assert.deepEqual(await write(run), ['kept', 'kept']);
    assert.deepEqual(
      keys().map(({ key }) => key?.answer),
      ['mine', 'mine'],
    );
    assert.deepEqual(
      rubrics().map(({ criteria }) => criteria?.[0]?.description),
      ['mine', 'mine'],
    );
  }
});

test('questions of an edited file that the exam does not have, or that it has twice, stay', async () => {
  const { settle, runOf, write, edit, keys } = await oneFailed();
  edit('answer-key.json', (text) => {
    const file = JSON.parse(text) as AnswerKeyFile;
    const [first] = file.questions;
    assert.ok(first);
    file.questions.push({ ...first, id: 'bonus' }, { ...first, points: 5 });
    return JSON.stringify(file);
  });
  const run = runOf('run-2');
  await settle(run, '2');
  await write(run);
  assert.deepEqual(statuses(keys()), ['1 done', '1 done', '2 done', 'bonus done']);
});

test('an edited file that needs nothing keeps every character', async () => {
  const { settle, runOf, write, edit, pathOf } = await oneFailed();
  const run = runOf('run-2');
  for (const id of ['1', '2']) await settle(run, id);
  await write(run);
  edit('rubric.json', (text) => JSON.stringify(JSON.parse(text)));
  const edited = readFileSync(pathOf('rubric.json'), 'utf8');
  assert.deepEqual(await write(run), ['same', 'kept']);
  assert.equal(readFileSync(pathOf('rubric.json'), 'utf8'), edited);
});

test('a file that was written when a kill came is ours all the same', async () => {
  const scene = await openRubricRun(['1']);
  const { store, settle, runOf, write, rubrics } = scene;
  const killed =
    "create trigger killed before insert on written_files begin select raise(abort, 'killed'); end";
  store.quick.run(killed);
  await assert.rejects(write(runOf('run-1')), /killed/);
  store.quick.run('drop trigger killed');
  assert.deepEqual(statuses(scene.keys()), ['1 pending']);
  const run = runOf('run-2');
  await settle(run, '1');
  assert.deepEqual(await write(run), ['written', 'written']);
  assert.deepEqual(statuses(rubrics()), ['1 done']);
});

test('a file that was not yet written when a kill came is ours too', async () => {
  const { store, settle, runOf, write, rubrics } = await oneFailed();
  store.quick.run("insert into files_to_write values ('Final/rubric.json', 'of what was to be written')");
  const run = runOf('run-2');
  for (const id of ['1', '2']) await settle(run, id);
  assert.deepEqual(await write(run), ['written', 'written']);
  assert.deepEqual(statuses(rubrics()), ['1 done', '2 done']);
});

test('a file of the same content is noted as ours, so that a later run writes over it', async () => {
  const { store, settle, runOf, write } = await oneFailed();
  store.quick.run('delete from written_files');
  assert.deepEqual(await write(runOf('run-1')), ['same', 'same']);
  const run = runOf('run-2');
  for (const id of ['1', '2']) await settle(run, id);
  assert.deepEqual(await write(run), ['written', 'written']);
});

test('a run that has settled no question leaves the files of an earlier one', async () => {
  const { store, settle, runOf, write, keys, rubrics } = await oneFailed();
  assert.deepEqual(await write(runOf('run-2')), ['nothing', 'nothing']);
  assert.deepEqual(statuses(keys()), ['1 done', '2 failed']);
  const run = runOf('run-3');
  await settle(run, '2');
  store.quick.run("delete from outcomes where item like '%rubric'");
  assert.deepEqual(await write(run), ['written', 'nothing']);
  assert.deepEqual(statuses(keys()), ['1 pending', '2 done']);
  assert.deepEqual(statuses(rubrics()), ['1 done', '2 failed']);
});

test('a run that ends before its first question leaves files that say so', async () => {
  const { runOf, write, keys, rubrics } = await openRubricRun(['1']);
  assert.deepEqual(await write(runOf('run-1')), ['written', 'written']);
  assert.deepEqual([statuses(keys()), statuses(rubrics())], [['1 pending'], ['1 pending']]);
});

test("the instructor's criteria are written though no question was settled", async () => {
  const { runOf, write, rubrics, edit } = await openRubricRun(['1'], { criteria: [aCriterion], force: true });
  await write(runOf('run-1'));
  edit('rubric.json', () => '{}');
  await write(runOf('run-2'));
  assert.deepEqual(statuses(rubrics()), ['1 done']);
});

test('a folder in the place of a result file ends the worker with words', async () => {
  const { runOf, write, pathOf, settle } = await oneFailed();
  rmSync(pathOf('rubric.json'));
  mkdirSync(pathOf('rubric.json'));
  const run = runOf('run-2');
  await settle(run, '1');
  await assert.rejects(write(run), {
    name: 'UserError',
    code: 'not-readable',
    message: /rubric\.json: EISDIR/,
  });
});
