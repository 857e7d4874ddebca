import assert from 'node:assert/strict';
import { test } from 'node:test';
import { highestPriceOf, priceOf } from '../../src/llm/pricing.ts';

const none = { inputUsd: null, outputUsd: null };
const own = { inputUsd: 1, outputUsd: 10 };
const tokens = (inputTokens: number, outputTokens: number, cachedTokens = 0) => ({
  inputTokens,
  outputTokens,
  cachedTokens,
});
const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${actual}, not ${expected}`);

test('prices a call by the table, by OpenRouter name or by the vendor’s own', () => {
  near(priceOf('google/gemini-2.5-flash', tokens(1_000_000, 0), none), 0.3);
  near(priceOf('google/gemini-2.5-flash', tokens(0, 1_000_000), none), 2.5);
  near(priceOf('gpt-5.4-mini', tokens(1_000_000, 0), none), 0.75);
});

test('prices cached input as the provider does', () => {
  near(priceOf('gpt-5.4-mini', tokens(1000, 0, 400), none), (600 * 0.75 + 400 * 0.075) / 1e6);
});

test('prices cached tokens that a provider counts apart from the input', () => {
  near(priceOf('gpt-5.4-mini', tokens(100, 0, 400), none), (100 * 0.75 + 400 * 0.075) / 1e6);
});

test('knows the price of a long context', () => {
  near(priceOf('gemini-2.5-pro', tokens(300_000, 0), none), 0.3 * 2.5);
});

test('uses the own prices for a model that the table does not know, and for no other', () => {
  near(priceOf('my-model', tokens(1000, 100), own), (1000 * 1 + 100 * 10) / 1e6);
  near(priceOf('gpt-5.4-mini', tokens(1_000_000, 0), own), 0.75);
});

test('a price that is not known is null, never 0', () => {
  assert.equal(priceOf('my-model', tokens(1000, 100), none), null);
  assert.equal(priceOf('my-model', tokens(1000, 100), { inputUsd: 1, outputUsd: null }), null);
  assert.equal(
    priceOf('gpt-5.4-mini', { inputTokens: null, cachedTokens: null, outputTokens: 5 }, none),
    null,
  );
  assert.equal(highestPriceOf('my-model', tokens(1000, 100), none), null);
});

test('the highest price holds when everything is written to the cache, and when nothing is', () => {
  const model = 'anthropic/claude-sonnet-4';
  near(highestPriceOf(model, tokens(1_000_000, 0), none), 3.75);
  near(highestPriceOf('gpt-5.4-mini', tokens(1_000_000, 1_000_000), none), 0.75 + 4.5);
  near(highestPriceOf('my-model', tokens(1000, 100), own), (1000 + 1000) / 1e6);
});
