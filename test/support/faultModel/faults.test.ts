import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { PageText } from '../../../src/domain/transcription.ts';
import { startFaultModel, type FaultModel } from '../faultModel.ts';
import {
  askModel,
  chatBody,
  clientOf,
  contentOf,
  isConnectionRefused,
  jsonOf,
  rawAsk,
  type RubricReply,
} from './askModel.ts';
import type { FaultRule } from './faultConfig.ts';
import { faultNames, type FaultName } from './faultNames.ts';

let model: FaultModel;
before(async () => void (model = await startFaultModel()));
after(() => model.close());
beforeEach(() => model.reset());

const rule = (fault: FaultName, more: Partial<FaultRule> = {}): Promise<void> =>
  model.configure({ faults: [{ fault, ...more }] });

/** What a client sees, in a word. */
async function seen(ask: Promise<unknown>): Promise<string> {
  try {
    const reply = await ask;
    return typeof reply === 'string' ? 'text' : shapeOf(reply as ChatCompletion);
  } catch (error) {
    if (error instanceof APIConnectionTimeoutError) return 'timeout';
    if (error instanceof APIConnectionError) return 'connection';
    if (error instanceof APIError) return `status ${error.status} ${error.code}`;
    if (error instanceof SyntaxError) return 'broken JSON';
    // The client does not wrap what breaks while the body is read.
    if (error instanceof TypeError && error.message === 'terminated') return 'terminated';
    throw error;
  }
}

function shapeOf(reply: ChatCompletion): string {
  if ('error' in reply) return 'error object';
  if (reply.choices === undefined) return 'other body';
  const choice = reply.choices[0];
  if (choice === undefined) return 'no choice';
  const { content, refusal } = choice.message;
  const said = content === null ? 'null' : content === '' ? 'empty' : isJson(content) ? 'json' : 'prose';
  return `${choice.finish_reason}, ${refusal === null ? said : 'refusal'}`;
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const expected: Record<FaultName, string> = {
  http400: 'status 400 invalid_request',
  http401: 'status 401 invalid_api_key',
  http402: 'status 402 402',
  http403: 'status 403 forbidden',
  http404: 'status 404 model_not_found',
  http408: 'status 408 request_timeout',
  http409: 'status 409 conflict',
  http422: 'status 422 unprocessable',
  http429: 'status 429 rate_limit_exceeded',
  http500: 'status 500 server_error',
  http502: 'status 502 bad_gateway',
  http503: 'status 503 overloaded',
  http504: 'status 504 gateway_timeout',
  http529: 'status 529 overloaded',
  quotaExhausted: 'status 429 insufficient_quota',
  invalidModel: 'status 400 400',
  errorIn200: 'error object',
  htmlError200: 'text',
  htmlError502: 'status 502 undefined',
  refuseConnections: 'connection',
  resetBefore: 'connection',
  resetMidway: 'terminated',
  stall: 'timeout',
  noReply: 'timeout',
  truncatedBody: 'broken JSON',
  wrongContentType: 'text',
  otherBody: 'other body',
  errorInStream: 'error object',
  errorInChoice: 'error, prose',
  truncatedContent: 'stop, prose',
  otherShape: 'stop, json',
  fencedJson: 'stop, prose',
  pointsDoNotAddUp: 'stop, json',
  refusalInProse: 'stop, prose',
  refusalField: 'stop, refusal',
  cutByLength: 'length, prose',
  contentFilter: 'content_filter, empty',
  emptyChoices: 'no choice',
  emptyContent: 'stop, empty',
  nullContent: 'stop, null',
  noUsage: 'stop, json',
  hugeReply: 'stop, json',
  slow: 'stop, json',
};

for (const fault of faultNames) {
  test(`${fault} shows the client: ${expected[fault]}`, async () => {
    await rule(fault, { times: 1 });
    const client = clientOf(model, fault === 'stall' || fault === 'noReply' ? 150 : 5000);
    assert.equal(await seen(client.chat.completions.create(chatBody('page 1', 'rubric'))), expected[fault]);
    const [call] = await model.calls();
    assert.equal(call?.fault, fault);
    await model.comeBack();
    assert.equal(await seen(askModel(model, 'page 1', 'rubric')), 'stop, json');
  });
}

test('an error status carries Retry-After in the form asked for', async () => {
  await rule('http429', { retryAfterMs: 1500 });
  assert.equal((await rawAsk(model, 'a')).headers.get('retry-after'), '2');
  await rule('http503', { retryAfterMs: 1500, retryAfterAs: 'milliseconds' });
  assert.equal((await rawAsk(model, 'a')).headers.get('retry-after-ms'), '1500');
  await rule('http529', { retryAfterMs: 1500, retryAfterAs: 'date' });
  const date = Date.parse((await rawAsk(model, 'a')).headers.get('retry-after') ?? '');
  assert.ok(date >= Date.now() + 1000 && date <= Date.now() + 3000);
  await rule('http429', { retryAfterAs: 'none', retryAfterMs: 1500 });
  assert.equal((await rawAsk(model, 'a')).headers.get('retry-after'), null);
});

test('points that do not add up are off by one in the first criterion', async () => {
  const asked = 'Question 2 (7 points)';
  await rule('pointsDoNotAddUp', { times: 1 });
  const wrong = jsonOf<RubricReply>(await askModel(model, asked, 'rubric'));
  const right = jsonOf<RubricReply>(await askModel(model, asked, 'rubric'));
  const pointsOf = (rubric: RubricReply) => rubric.criteria.map(({ points }) => points);
  assert.deepEqual(pointsOf(right), [3, 4]);
  assert.deepEqual(pointsOf(wrong), [4, 4]);
  assert.equal(wrong.totalPoints, 7);
});

test('a huge reply is 3 MB of valid JSON and counted in full', async () => {
  await rule('hugeReply');
  const reply = await askModel(model, 'page 1');
  assert.ok(contentOf(reply).length >= 3_000_000);
  assert.ok(jsonOf<PageText>(reply).text.endsWith('2'));
  assert.equal(reply.usage?.completion_tokens, Math.ceil(contentOf(reply).length / 4));
});

test('a reset midway comes after the status line and part of the body', async () => {
  await rule('resetMidway');
  const response = await rawAsk(model, 'page 1');
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
  const [call] = await model.calls();
  assert.partialDeepStrictEqual(call, { cut: true, aborted: false, fullyDelivered: false, status: 200 });
});

test('a stream that stalls sends its first half, and the rest when the stall has an end', async () => {
  await rule('stall', { forMs: 100 });
  const response = await rawAsk(model, 'page 1', { stream: true });
  const text = await response.text();
  assert.match(text, /^: processing\n\ndata: \{/);
  assert.ok(text.endsWith('data: [DONE]\n\n'));
  const [call] = await model.calls();
  assert.ok((call?.endedMs ?? 0) - (call?.arrivedMs ?? 0) >= 100);
  assert.equal(call?.fullyDelivered, true);
});

test('a stream can end in an error object', async () => {
  await rule('errorInStream');
  const stream = await clientOf(model).chat.completions.create({ ...chatBody('page 1'), stream: true });
  const texts: string[] = [];
  await assert.rejects(async () => {
    for await (const chunk of stream) texts.push(chunk.choices[0]?.delta.content ?? '');
  }, APIError);
  assert.ok(texts.join('').length > 0);
});

test('refuses connections for the time given, then answers on the same port', async () => {
  await rule('refuseConnections', { times: 1, forMs: 150 });
  assert.equal(await seen(askModel(model, 'page 1')), 'connection');
  await assert.rejects(rawAsk(model, 'page 1'), isConnectionRefused);
  const deadline = performance.now() + 5000;
  while ((await seen(askModel(model, 'page 1'))) !== 'stop, json') assert.ok(performance.now() < deadline);
});
