import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { join } from 'node:path';
import { estimateOf, isStored, type Counted } from '../../src/client/estimate.ts';
import { loadConfig } from '../../src/config.ts';
import { priceOf } from '../../src/llm/pricing.ts';
import { jsonReader } from '../../src/llm/readReply.ts';
import { askAgain, requestHash, type ModelRequest } from '../../src/llm/request.ts';
import { Store } from '../../src/store/store.ts';
import { PageText } from '../../src/domain/transcription.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const read = jsonReader(PageText);
const request: ModelRequest = {
  baseUrl: 'http://127.0.0.1:1/v1',
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Read.' }] }],
  schema: null,
  temperature: null,
  maxOutputTokens: 10,
  sample: 0,
};

function openStore() {
  const store = new Store(join(temporaryFolder(), 'store.db'));
  after(() => store.close());
  const keep = (asked: ModelRequest, text?: string) => {
    const reply = aReply(text === undefined ? {} : { text });
    return store.keepReply(aCall({ hash: requestHash(asked) }), reply, usedAttempt(reply));
  };
  return { store, keep };
}

test('a reply that can be used is stored; none is not', async () => {
  const { store, keep } = openStore();
  assert.equal(isStored(store, request, read), false);
  await keep(request);
  assert.equal(isStored(store, request, read), true);
});

test('replies that cannot be used count as calls, for the run buys them again', async () => {
  const { store, keep } = openStore();
  const again = askAgain(request, 'no JSON', 'The answer is not valid JSON.');
  await keep(request, 'no JSON');
  assert.equal(isStored(store, request, read), false);
  await keep(again, 'no JSON either');
  assert.equal(isStored(store, request, read), false);
});

test('a usable reply is stored too when the model had to be asked again for it', async () => {
  const { store, keep } = openStore();
  await keep(request, 'no JSON');
  await keep(askAgain(request, 'no JSON', 'The answer is not valid JSON.'));
  assert.equal(isStored(store, request, read), true);
});

/** What these calls, as [model, tokens of images], are estimated to cost. */
function estimatedUsd(calls: [string, number][]): number | null {
  const { store } = openStore();
  const config = loadConfig({ env: {}, cwd: temporaryFolder() });
  const counted: Counted = {
    items: calls.length,
    stored: 0,
    blank: 0,
    unreadable: [],
    calls: calls.map(([model, imageTokens]) => ({ request: { ...request, model }, imageTokens })),
    step: 'transcribePage',
    model: calls[0]?.[0] ?? 'm',
  };
  return estimateOf({ store, config }, counted).costUsd;
}

const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);

test('many short calls are not priced as one long one', () => {
  const tiered = 'openai/gpt-5.4';
  const price = (inputTokens: number) =>
    priceOf(tiered, { inputTokens, outputTokens: 0, cachedTokens: 0 }, { inputUsd: null, outputUsd: null });
  assert.ok((price(400_000) ?? 0) > 1.9 * 100 * (price(4000) ?? 0), 'the model has a price for long input');
  const one = estimatedUsd([[tiered, 4000]]);
  assert.ok(one !== null && one > 0);
  near(estimatedUsd(Array.from({ length: 130 }, () => [tiered, 4000])), 130 * one);
  const long = estimatedUsd([[tiered, 400_000]]);
  near(
    estimatedUsd([
      [tiered, 4000],
      [tiered, 400_000],
    ]),
    one + (long ?? 0),
  );
});

test('each call has the price of its own model, and one without a price makes the sum unknown', () => {
  const models = ['gpt-5.4-mini', 'openai/gpt-5.4'];
  const each = models.map((model) => estimatedUsd([[model, 1000]]) ?? 0);
  near(estimatedUsd(models.map((model) => [model, 1000])), (each[0] ?? 0) + (each[1] ?? 0));
  assert.equal(
    estimatedUsd([
      ['gpt-5.4-mini', 1000],
      ['my-model', 1000],
    ]),
    null,
  );
});

test('nothing to call costs nothing', () => {
  assert.equal(estimatedUsd([]), 0);
});
