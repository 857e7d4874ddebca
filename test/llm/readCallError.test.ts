import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import type { CallError } from '../../src/llm/callError.ts';
import { openAiProvider } from '../../src/llm/openAiProvider.ts';
import { bodyError, retryAfterMs } from '../../src/llm/readCallError.ts';
import type { ModelRequest } from '../../src/llm/request.ts';
import { startFaultModel } from '../support/faultModel.ts';

const model = await startFaultModel();
after(() => model.close());
beforeEach(() => model.configure({ faults: [], limits: {} }));

/** The error of one call to a model that answers every call with an error. */
async function errorOf(baseUrl = model.baseUrl): Promise<CallError> {
  const request: ModelRequest = {
    baseUrl,
    model: 'm',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Read this.' }] }],
    schema: null,
    temperature: 0,
    maxOutputTokens: 100,
    sample: 0,
  };
  const provider = openAiProvider({ baseUrl, apiKey: 'test', timeoutMs: 5000 });
  return provider.complete(request, new AbortController().signal).then(
    () => assert.fail('it was answered'),
    (error: CallError) => error,
  );
}

const waits = { seconds: [2000, 2000], milliseconds: [1500, 1500], date: [500, 2500] } as const;
for (const [form, [least, most]] of Object.entries(waits)) {
  test(`waits as long as Retry-After says in ${form}`, async () => {
    const retryAfterAs = form as keyof typeof waits;
    await model.configure({ faults: [{ fault: 'http503', retryAfterMs: 1500, retryAfterAs }] });
    const { kind, retryAfterMs: wait } = await errorOf();
    assert.equal(kind, 'provider');
    assert.ok(wait !== null && wait >= least && wait <= most, `${wait} ms`);
  });
}

test('a Retry-After that is over or makes no sense is no wait of years', () => {
  const wait = (text: string) => retryAfterMs(new Headers({ 'retry-after': text }));
  assert.equal(wait('-3'), 0);
  assert.equal(wait('Thu, 01 Jan 1970 00:00:00 GMT'), 0);
  assert.equal(wait('soon'), null);
  assert.equal(wait(''), null);
  const day = 24 * 60 * 60_000;
  assert.equal(wait('1e300'), day);
  assert.equal(wait('Infinity'), day);
  assert.equal(wait('Fri, 31 Dec 2999 23:59:59 GMT'), day);
  assert.equal(retryAfterMs(new Headers({ 'retry-after-ms': '250', 'retry-after': '9' })), 250);
});

test('a 429 without Retry-After waits until the provider’s window says that it opens', async () => {
  await model.configure({ limits: { rpm: 1, minuteMs: 8000 }, retryAfterAs: 'none' });
  await openFirstPlace();
  const { kind, retryAfterMs: wait, saysRequests, toldRps } = await errorOf();
  assert.deepEqual([kind, saysRequests], ['provider', true]);
  // One call in eight seconds, of which some have passed.
  assert.ok(toldRps !== null && toldRps >= 1 / 8 && toldRps < 1, `${toldRps} a second`);
  assert.ok(wait !== null && wait > 0 && wait <= 8000, `${wait} ms`);
});

async function openFirstPlace(): Promise<void> {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'first' }] });
  const response = await fetch(`${model.baseUrl}/chat/completions`, { method: 'POST', body });
  assert.equal(response.status, 200);
}

test('a model that the provider does not know pauses, whether it says so with 404, 400 or inside a 200', async () => {
  for (const fault of ['http404', 'invalidModel'] as const) {
    await model.configure({ faults: [{ fault }] });
    assert.equal((await errorOf()).kind, 'paused');
  }
  const { kind, status } = bodyError({ code: 400, message: 'vendor/no-model is not a valid model ID' }, null);
  assert.deepEqual([kind, status], ['paused', 400]);
});

test('any other 400 is about the one request', async () => {
  await model.configure({ faults: [{ fault: 'http400' }] });
  assert.equal((await errorOf()).kind, 'rejected');
});

test('an error inside a 200 means what the status means that it names', () => {
  const kinds = [401, 402, 429, 503, 500, 422].map(
    (code) => bodyError({ code, message: 'said so' }, null).kind,
  );
  assert.deepEqual(kinds, ['paused', 'paused', 'provider', 'provider', 'serverError', 'rejected']);
  assert.equal(bodyError({ code: 'upstream', message: 'said so' }, null).maybeBilled, true);
});

test('a host that nobody knows is waited for, and no money is gone', async () => {
  const { kind, maybeBilled, message } = await errorOf('http://nowhere.invalid/v1');
  assert.deepEqual([kind, maybeBilled], ['provider', false], message);
});
