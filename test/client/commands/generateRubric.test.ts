import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerKeyRequest, rubricRequest } from '../../../src/activities/generateRubric.prompt.ts';
import { run } from '../../../src/client/commands/generateRubric.ts';
import { planRubrics } from '../../../src/client/generateRubricPlan.ts';
import { findAssignment } from '../../../src/client/session.ts';
import type { RubricReply } from '../../../src/domain/rubric.ts';
import { requestHash, type ModelRequest } from '../../../src/llm/request.ts';
import { Store, storeFile } from '../../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../../support/calls.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { aKey } from '../../support/rubricSamples.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const question = { text: 'Add.', points: 4, kind: 'short_answer', page: 1 };
const questions = ['1', '2', '3'].map((id) => ({ ...question, id }));
const files = {
  'exam.json': { name: 'Final', questions, totalPoints: 12 },
  'user-rubrics.json': { '3': { criteria: [{ description: 'Right', points: 4 }] } },
  'question-instructions.json': { '2': 'Look at the units.', '3': 'Only for the key.' },
  'instructions.md': 'Be strict.',
};

function course(given: Record<string, unknown>): string {
  const cwd = temporaryFolder();
  const dir = join(cwd, 'data/Final');
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of Object.entries(given))
    writeFileSync(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content));
  return cwd;
}

const dryRun = { dryRun: true, model: 'gpt-5.4-mini' };

test('a dry run lists each question, what it is worth, and which file applies where; it calls nothing', async () => {
  const { io, out } = capturedIo(course(files));
  assert.equal(await run(dryRun, io), 0);
  assert.deepEqual(out.slice(-6), [
    'Question 1: 4 points, short answer: answer key and rubric, with the general instructions',
    'Question 2: 4 points, short answer: answer key and rubric, with its own instruction',
    "Question 3: 4 points, short answer: answer key; the instructor's rubric stands, with its own instruction",
    'File Final/user-rubrics.json: applies to 3',
    'File Final/question-instructions.json: applies to 2, 3',
    'File Final/instructions.md: applies to 1',
  ]);
  assert.match(out.join('\n'), /^Calls: 5, /m);
});

test('the same as one JSON object', async () => {
  const { io, out } = capturedIo(course({ ...files, 'instructions.md': '' }));
  await run({ ...dryRun, json: true }, io);
  const found = JSON.parse(out.join('\n')) as {
    questions: { id: string; rubric: string; instructions: string | null }[];
    files: { path: string; appliesTo: string[] }[];
    estimate: { calls: number };
  };
  assert.deepEqual(
    found.questions.map(({ id, rubric, instructions }) => [id, rubric, instructions]),
    [
      ['1', 'model', null],
      ['2', 'model', 'question'],
      ['3', 'instructor', 'question'],
    ],
  );
  assert.deepEqual(found.files.at(-1), { path: 'Final/instructions.md', appliesTo: [] });
  assert.equal(found.estimate.calls, 5);
});

test("precedence: own rubric, the question's instruction, the general one, none", async () => {
  const plan = async (given: Record<string, unknown>) => {
    const place = await findAssignment({}, capturedIo(course(given)).io);
    const { items } = await planRubrics(place, dryRun);
    return items.map(({ item }) => [item.instructions, item.criteria?.length ?? null]);
  };
  assert.deepEqual(await plan(files), [
    ['Be strict.', null],
    ['Look at the units.', null],
    ['Only for the key.', 1],
  ]);
  assert.deepEqual(await plan({ 'exam.json': files['exam.json'] }), [
    [null, null],
    [null, null],
    [null, null],
  ]);
});

test('an instructor file that cannot be read ends the command before anything else', async () => {
  for (const name of ['user-rubrics.json', 'question-instructions.json']) {
    const { io, out } = capturedIo(course({ ...files, [name]: '{' }));
    await assert.rejects(run(dryRun, io), { code: 'not-json', exitCode: 2 });
    assert.deepEqual(out, []);
  }
});

test('a result file that was edited into no JSON ends the command too, unless --force writes over it', async () => {
  const broken = { 'answer-key.json': '{ "questions": [], }', 'rubric.json': '{}' };
  for (const [name, content] of Object.entries(broken)) {
    const { io } = capturedIo(course({ ...files, [name]: content }));
    await assert.rejects(run(dryRun, io), { exitCode: 2, message: new RegExp(name) });
    assert.equal(await run({ ...dryRun, force: true }, io), 0);
  }
});

/** The estimate of a dry run when these replies are stored. */
async function estimateWith(cwd: string, replies: [ModelRequest, unknown][]) {
  const store = new Store(storeFile(join(cwd, 'data')));
  for (const [request, value] of replies) {
    const reply = aReply({ text: JSON.stringify(value) });
    await store.keepReply(aCall({ hash: requestHash(request) }), reply, usedAttempt(reply));
  }
  store.close();
  const { io, out } = capturedIo(cwd);
  await run({ ...dryRun, json: true }, io);
  const { estimate } = JSON.parse(out.join('\n')) as { estimate: { stored: number; calls: number } };
  return [estimate.stored, estimate.calls];
}

test('a rubric that is not stored counts as a call, also where its answer key is', async () => {
  const cwd = course({ 'exam.json': files['exam.json'] });
  const { plan, items } = await planRubrics(await findAssignment({}, capturedIo(cwd).io), dryRun);
  const keys = items.map(({ item }): [ModelRequest, unknown] => [answerKeyRequest(plan, item), aKey]);
  assert.deepEqual(await estimateWith(cwd, keys), [0, 3]);
  const rubric: RubricReply = { criteria: [{ description: 'Right', points: 4, partly: null }] };
  const rubrics = items.map(({ item }): [ModelRequest, unknown] => [rubricRequest(plan, item, aKey), rubric]);
  assert.deepEqual(await estimateWith(cwd, rubrics.slice(0, 2)), [2, 1]);
  assert.deepEqual(await estimateWith(cwd, rubrics), [3, 0]);
});

test('a stored rubric whose points do not add up counts as a call', async () => {
  const cwd = course({ 'exam.json': files['exam.json'] });
  const { plan, items } = await planRubrics(await findAssignment({}, capturedIo(cwd).io), dryRun);
  const rubric: RubricReply = { criteria: [{ description: 'Right', points: 1, partly: null }] };
  const replies = items.flatMap(({ item }): [ModelRequest, unknown][] => [
    [answerKeyRequest(plan, item), aKey],
    [rubricRequest(plan, item, aKey), rubric],
  ]);
  assert.deepEqual(await estimateWith(cwd, replies), [0, 3]);
});
