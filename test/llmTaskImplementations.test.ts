import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import {
  createAnswerKeyTasks,
  createRubricTasks,
  defineTask,
  SimpleLLMTask,
  VisionLLMTask,
} from '../src/index.ts';
import { closedSchema } from '../src/llm/closedSchema.ts';
import { connectClient, connectEngine } from '../src/engine/connect.ts';
import { loadConfig } from '../src/config.ts';
import { drawPage } from './support/drawPage.ts';
import { executorScene } from './support/executorScene.ts';
import { historiesOf, payloadsOf } from './support/histories.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

const scene = await executorScene();
const { model } = scene;
const executor = await scene.open({ maxWorkers: 5 });
const Word = z.object({ word: z.string(), count: z.number().int().min(1) });

test('SimpleLLMTask without a schema gives the text', async () => {
  const { results } = await executor.executeBatch([SimpleLLMTask({ taskId: 'text', prompt: 'Say hello.' })]);
  assert.match(results[0].value ?? '', /^Reply to /);
});

test('SimpleLLMTask with a schema sends it and gives an object of that form', async () => {
  const task = SimpleLLMTask({ taskId: 'object', prompt: 'A word.', schema: Word });
  const { results } = await executor.executeBatch([task]);
  assert.deepEqual(results[0].value, { word: 'text', count: 1 });
});

test('a reply of another form is asked again with the reason, where the call is made', async () => {
  await model.reset();
  await model.configure({ faults: [{ fault: 'otherShape', nth: 1 }] });
  const task = SimpleLLMTask({ taskId: 'wrong', prompt: 'Another word.', schema: Word });
  const { results } = await executor.executeBatch([task]);
  await model.configure({ faults: [] });
  assert.deepEqual(results[0].value, { word: 'text', count: 1 });
  assert.equal(results[0].usage.calls, 2);
});

test('when parseFn throws, the task failed and its reply is kept: mended, it costs nothing', async () => {
  const task = (parseFn: (text: string) => string) =>
    SimpleLLMTask({ taskId: 'parsed', prompt: 'Say anything.', parseFn });
  const broken = await executor.executeBatch([
    task(() => {
      throw new Error('not what I wanted');
    }),
  ]);
  const { error } = broken.results[0];
  assert.deepEqual([error?.phase, error?.message, broken.status], ['parse', 'not what I wanted', 'partial']);
  const mended = await executor.executeBatch([task((text) => text.toUpperCase())]);
  assert.match(mended.results[0].value ?? '', /^REPLY/);
  assert.deepEqual([mended.reused, mended.usage.calls], [1, 0]);
});

test('transforms and refinements run in the caller, on the stored reply', async () => {
  const schema = z.object({ word: z.string().transform((word) => word.length) });
  const odd = schema.refine(({ word }) => word % 2 === 1, 'an even number of letters');
  const task = (taskId: string, form: typeof schema) =>
    SimpleLLMTask({ taskId, prompt: 'Letters.', schema: form, parseFn: async ({ word }) => word + 1 });
  const { results } = await executor.executeBatch([task('length', schema), task('odd', odd)]);
  assert.equal(results[0].value, 5);
  assert.match(results[1].error?.message ?? '', /even number of letters/);
});

test('VisionLLMTask sends images given as paths and as bytes, and pays once for the same picture', async () => {
  const folder = temporaryFolder();
  const bytes = await drawPage({ strokes: 'M30 60h120' });
  const path = join(folder, 'page.jpg');
  writeFileSync(path, bytes);
  const look = (taskId: string, image: string | Uint8Array) =>
    VisionLLMTask({ taskId, prompt: 'What is it?', images: [image] });
  await model.reset();
  const { results } = await executor.executeBatch([look('path', path), look('bytes', bytes)]);
  assert.deepEqual(
    results.map(({ error }) => error),
    [null, null],
  );
  const calls = await model.calls();
  assert.deepEqual([calls.length, calls[0]?.imageDigests.length], [1, 1]);
});

test('an image that changes after the start, or is none, fails its task with the reason', async () => {
  const path = join(temporaryFolder(), 'page.txt');
  writeFileSync(path, 'no image');
  const task = VisionLLMTask({ taskId: 'none', prompt: 'What is it?', images: [path] });
  const { results } = await executor.executeBatch([task]);
  assert.match(results[0].error?.message ?? '', /image/);
  await assert.rejects(
    executor.start([VisionLLMTask({ taskId: 'gone', prompt: 'What?', images: ['/no/such/file.png'] })]),
    /no image/,
  );
});

test('defineTask makes a family: one prompt over a typed input, one schema', async () => {
  const grade = defineTask({
    name: 'points',
    system: 'You grade.',
    prompt: ({ answer, most }: { answer: string; most: number }) => `At most ${most} points: ${answer}`,
    schema: z.object({ points: z.number() }),
    parseFn: ({ points }) => Math.round(points),
  });
  await model.reset();
  const { results } = await executor.executeBatch([
    grade('first', { answer: '4', most: 2 }),
    grade('second', { answer: '5', most: 2 }),
  ]);
  assert.deepEqual(
    results.map(({ value }) => value),
    [1, 1],
  );
  assert.deepEqual(new Set((await model.calls()).map(({ schema }) => schema)), new Set(['points']));
});

test('createAnswerKeyTasks and createRubricTasks give keys and criteria by question', async () => {
  const question = { id: '1', text: 'What is 2 + 2?', points: 4 };
  const keys = await executor.executeBatch(createAnswerKeyTasks([question]), { checkpointName: 'keys' });
  const key = keys.results[0]?.value;
  assert.ok(key && key.answer.length > 0);
  const rubrics = await executor.executeBatch(createRubricTasks([{ ...question, key }]));
  assert.ok((rubrics.results[0]?.value?.criteria.length ?? 0) > 0, rubrics.results[0]?.error?.message);
});

test('no prompt, no reply and no image is in the engine', async () => {
  const secret = 'a sentence that nobody else may read';
  const image = await drawPage({ strokes: 'M10 10h20' });
  const task = VisionLLMTask({ taskId: 'private', system: secret, prompt: secret, images: [image] });
  await executor.executeBatch([task], { checkpointName: 'private' });
  const client = await connectClient(await connectEngine(loadConfig({ env: scene.env, cwd: scene.dataDir })));
  const [found] = await historiesOf(client, `WorkflowId STARTS_WITH 'runBatch:private:'`);
  assert.ok(found);
  const payloads = payloadsOf(found.history);
  assert.ok(payloads.length > 0);
  for (const payload of payloads) {
    assert.ok(payload.length < 65_536);
    assert.ok(!payload.includes(secret) && !payload.includes('Reply to'));
  }
  await client.connection.close();
  assert.ok(readdirSync(join(scene.dataDir, '.aita', 'images')).length >= 1);
  assert.ok(readFileSync(join(scene.dataDir, 'course.json'), 'utf8').includes('id'));
});

test('refuses ids, samples and schemas that cannot work, and says what to do', () => {
  const prompt = 'Say hello.';
  assert.throws(() => SimpleLLMTask({ taskId: '', prompt }), /taskId is 1 to 200/);
  assert.throws(() => SimpleLLMTask({ taskId: 'x', prompt, sample: 0 }), /sample: 0/);
  assert.throws(() => SimpleLLMTask({ taskId: 'x', prompt, schema: z.string() }), /is no object/);
  assert.throws(
    () => SimpleLLMTask({ taskId: 'x', prompt, schema: z.object({ at: z.date() }) }),
    /JSON schema/,
  );
});

test('a provider is held strictly to a schema that allows it, and not to one that cannot be', () => {
  const strict = closedSchema(z.toJSONSchema(Word, { io: 'input' }));
  assert.equal(strict.isStrict, true);
  assert.equal(strict.schema['additionalProperties'], false);
  const optional = z.object({ word: z.string().optional() });
  assert.equal(closedSchema(z.toJSONSchema(optional) as Record<string, unknown>).isStrict, false);
  const nested = z.object({ type: z.object({ properties: z.string() }) });
  const { schema, isStrict } = closedSchema(z.toJSONSchema(nested, { io: 'input' }));
  assert.equal(isStrict, true);
  assert.deepEqual(schema, closedSchema(schema).schema);
});
