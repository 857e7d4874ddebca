import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuthenticationError, NotFoundError } from 'openai';
import { z } from 'zod';
import { PageText } from '../../src/domain/transcription.ts';
import { startFaultModel } from './faultModel.ts';
import {
  askModel,
  chatBody,
  clientOf,
  contentOf,
  jsonOf,
  rawAsk,
  type RubricReply,
} from './faultModel/askModel.ts';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test('answers each schema with a valid reply', async () => {
  await using model = await startFaultModel();
  PageText.parse(JSON.parse(contentOf(await askModel(model, 'page 1'))));
  const rubric = jsonOf<RubricReply>(await askModel(model, 'Q1: Why? (6.5 points)', 'rubric'));
  assert.equal(rubric.totalPoints, 6.5);
  assert.deepEqual(
    rubric.criteria.map(({ points }) => points),
    [3, 3.5],
  );
  assert.match(contentOf(await askModel(model, 'hello', 'none')), /^Reply to [0-9a-f]{12}\.$/);
});

test("fits a reply to the request's own JSON schema, whatever it asks for", async () => {
  const Wanted = z.strictObject({
    text: z.string(),
    confidence: z.number().min(0).max(0.5),
    language: z.enum(['en', 'de']).nullable(),
    lines: z.array(z.strictObject({ number: z.number().int().positive(), isBlank: z.boolean() })).min(2),
  });
  await using model = await startFaultModel();
  const schema = z.toJSONSchema(Wanted);
  const body = chatBody('page 1');
  const reply = await clientOf(model).chat.completions.create({
    ...body,
    response_format: { type: 'json_schema', json_schema: { name: 'page_text', schema } },
  });
  assert.match(Wanted.parse(JSON.parse(contentOf(reply))).text, /^Page /);
});

test('replies can be given as an object, a text or a promise', async () => {
  await using model = await startFaultModel({
    reply: ({ text }) => ({ text, confidence: 1, notes: 'mine' }),
  });
  assert.equal(jsonOf<PageText>(await askModel(model, 'page 1')).text, 'page 1');
  await model.configure({ reply: () => Promise.resolve('later') });
  assert.equal(contentOf(await askModel(model, 'page 1')), 'later');
});

test('streams the same text, with usage when asked', async () => {
  await using model = await startFaultModel();
  const whole = await askModel(model, 'page 1');
  const chat = clientOf(model).chat.completions;
  const include_usage = true;
  const stream = await chat.create({
    ...chatBody('page 1'),
    stream: true,
    stream_options: { include_usage },
  });
  const chunks = await collect(stream);
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  assert.equal(text, contentOf(whole));
  assert.deepEqual(chunks.at(-1)?.usage, whole.usage);
  assert.ok(chunks.length > 5);
  const bare = await collect(await chat.create({ ...chatBody('page 1'), stream: true }));
  assert.ok(bare.every(({ usage }) => usage === undefined));
  assert.equal((await model.stats()).sent.calls, 2);
});

test('reports cost and cached tokens when told to', async () => {
  const prices = { inUsdPerMillion: 1, outUsdPerMillion: 10 };
  await using model = await startFaultModel({ prices, cachedTokens: 3 });
  const { usage } = await askModel(model, 'x'.repeat(400));
  const output = usage?.completion_tokens ?? 0;
  assert.partialDeepStrictEqual(usage, {
    prompt_tokens: 100,
    prompt_tokens_details: { cached_tokens: 3 },
    cost: (100 + output * 10) / 1e6,
  });
  assert.equal((await model.stats()).delivered.costUsd, (100 + output * 10) / 1e6);
});

test('refuses another key, and a model it does not know', async () => {
  await using model = await startFaultModel({ apiKey: 'right', models: ['good-model'] });
  await assert.rejects(askModel(model, 'page 1'), AuthenticationError);
  await assert.rejects(
    clientOf(model, 5000, 'right').chat.completions.create(chatBody('page 1')),
    NotFoundError,
  );
  const names = await collect(clientOf(model, 5000, 'right').models.list());
  assert.deepEqual(
    names.map(({ id }) => id),
    ['good-model'],
  );
  assert.deepEqual(
    (await model.calls()).map(({ refusedBy }) => refusedBy),
    ['apiKey', 'model'],
  );
});

test('answers 400 to a body that is no chat request', async () => {
  await using model = await startFaultModel();
  for (const body of ['{"model":', '{"model":"m"}', '']) {
    const response = await fetch(`${model.baseUrl}/chat/completions`, { method: 'POST', body });
    assert.equal(response.status, 400);
  }
});

test('keeps the latency it was given, streams included', async () => {
  await using model = await startFaultModel({ latency: 120 });
  await Promise.all([rawAsk(model, 'a'), rawAsk(model, 'b', { stream: true }).then((reply) => reply.text())]);
  await model.configure({ latency: { ms: 100, jitter: 0.5 } });
  await Promise.all(Array.from({ length: 20 }, (_, index) => rawAsk(model, `call ${index}`)));
  await model.configure({ latency: 0, faults: [{ fault: 'slow', latencyMs: 80 }] });
  await rawAsk(model, 'slow');
  const calls = await model.calls();
  const took = calls.map(({ arrivedMs, endedMs }) => (endedMs ?? 0) - arrivedMs);
  assert.ok(took.slice(0, 2).every((ms) => ms >= 119));
  assert.ok(took.slice(2, 22).every((ms) => ms >= 49));
  assert.ok(new Set(took.slice(2, 22).map(Math.round)).size > 10);
  assert.ok((took[22] ?? 0) >= 79);
});

test('a new configuration that makes no sense is refused and changes nothing', async () => {
  await using model = await startFaultModel();
  const post = (body: string) => fetch(`${model.url}/_config`, { method: 'POST', body });
  const wrong = await post('{"faults":[{"fault":"http418"}]}');
  assert.equal(wrong.status, 400);
  assert.match(await wrong.text(), /faults\[0\]\.fault/);
  assert.equal((await post('{"faults')).status, 400);
  assert.equal((await fetch(`${model.url}/_nothing`)).status, 404);
  assert.equal((await rawAsk(model, 'page 1')).status, 200);
});
