import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { keptLimits } from '../../src/client/keptLimits.ts';
import { askForLimits } from '../../src/executor/askForLimits.ts';
import { loadConfig } from '../../src/config.ts';
import type { Flags } from '../../src/config.ts';
import { noteSuccess } from '../../src/store/providers.ts';
import { providerName } from '../../src/llm/request.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const endpoint = 'https://openrouter.ai/api/v1';
const store = new Store(join(temporaryFolder(), 'store.db'));

const keptWith = (flags: Flags, env: Record<string, string> = {}) =>
  keptLimits({ store, config: loadConfig({ flags, env, cwd: '/' }) }, endpoint, flags);

test('where nobody has asked yet, the settings hold', () => {
  noteSuccess(store.quick, providerName(endpoint), 5);
  const env = { AITA_MAX_WORKERS: '7', AITA_RATE_LIMIT_TPM: '900' };
  assert.deepEqual(keptWith({}, env), { maxWorkers: 7, rateLimitRps: 10, rateLimitTpm: 900 });
});

test('a limit that is not given stays as it was asked for', () => {
  askForLimits(store.quick, endpoint, { maxWorkers: 10, rateLimitRps: 15, rateLimitTpm: 5000 });
  const other = { AITA_MAX_WORKERS: '3', AITA_RATE_LIMIT_RPS: '2' };
  assert.deepEqual(keptWith({}, other), { maxWorkers: 10, rateLimitRps: 15, rateLimitTpm: 5000 });
  assert.deepEqual(keptWith({ maxWorkers: '20' }), { maxWorkers: 20, rateLimitRps: 15, rateLimitTpm: 5000 });
  assert.deepEqual(keptWith({ rateLimit: '0.5' }), {
    maxWorkers: 10,
    rateLimitRps: 0.5,
    rateLimitTpm: 5000,
  });
});

test('tokens a minute have no flag: those of the settings count as given', () => {
  assert.equal(keptWith({}, { AITA_RATE_LIMIT_TPM: '70' }).rateLimitTpm, 70);
});

test('auto stays auto', () => {
  askForLimits(store.quick, endpoint, { maxWorkers: 'auto', rateLimitRps: 15, rateLimitTpm: null });
  assert.deepEqual(keptWith({ rateLimit: '4' }), { maxWorkers: 'auto', rateLimitRps: 4, rateLimitTpm: null });
});
