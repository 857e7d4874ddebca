import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { defaultStateDir, loadConfig, requireEndpoint, type Flags } from '../src/config.ts';
import { UserError } from '../src/domain/userError.ts';

let cwd = '';
beforeEach(() => void (cwd = mkdtempSync(path.join(tmpdir(), 'aita-config-'))));
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: Record<string, string> = {}, flags: Flags = {}) => loadConfig({ flags, env, cwd });

const writeEnvFile = (text: string): void => writeFileSync(path.join(cwd, '.env'), text);

function refusal(env: Record<string, string>, flags: Flags = {}): UserError {
  try {
    load(env, flags);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `accepted ${JSON.stringify({ env, flags })}` });
}

test('has the documented defaults', () => {
  const config = load();
  assert.equal(config.maxWorkers, 5);
  assert.equal(config.rateLimitRps, 10);
  assert.equal(config.rateLimitTpm, null);
  assert.equal(config.maxRetries, 3);
  assert.equal(config.budgetUsd, null);
  assert.equal(config.checkpointing, true);
  assert.equal(config.retryFailedTasks, true);
  assert.equal(config.showProgress, true);
  assert.equal(config.dataDir, path.join(cwd, 'data'));
  assert.deepEqual(config.notices, []);
});

test('takes a flag before the environment, the environment before .env, and .env before the default', () => {
  writeEnvFile('AITA_MAX_WORKERS=7\nAITA_RATE_LIMIT_RPS=2\nAITA_MAX_RETRIES=1\n');
  const config = load({ AITA_MAX_WORKERS: '8', AITA_RATE_LIMIT_RPS: '3' }, { maxWorkers: '9' });
  assert.deepEqual([config.maxWorkers, config.rateLimitRps, config.maxRetries], [9, 3, 1]);
});

test('leaves the process environment as it was', () => {
  writeEnvFile('AITA_DATA_DIR=elsewhere\n');
  const env = {};
  loadConfig({ env, cwd });
  assert.deepEqual(env, {});
  assert.equal(process.env['AITA_DATA_DIR'], undefined);
});

test('counts an empty variable as unset', () => {
  writeEnvFile('AITA_MAX_WORKERS=4\nAITA_BUDGET_USD=\n');
  const config = load({ AITA_MAX_WORKERS: ' ' });
  assert.deepEqual([config.maxWorkers, config.budgetUsd], [4, null]);
});

test('reads a .env with a byte-order mark, quotes, comments and Windows line ends', () => {
  writeEnvFile('\uFEFFAITA_MAX_WORKERS=4\r\n# a comment\r\nAITA_MODEL="a/b"\r\n');
  const config = load({ OPENROUTER_API_KEY: 'k' });
  assert.deepEqual([config.maxWorkers, config.endpoint?.model], [4, 'a/b']);
});

test('resolves relative paths against INIT_CWD, and expands ~', () => {
  const config = load(
    { INIT_CWD: '/somewhere', HOME: '/home/ada', AITA_STATE_DIR: '~/state' },
    { dataDir: 'exams' },
  );
  assert.deepEqual([config.dataDir, config.stateDir], ['/somewhere/exams', '/home/ada/state']);
});

test('keeps the state where the platform keeps it', () => {
  assert.equal(defaultStateDir({ HOME: '/h' }, 'linux'), '/h/.local/state/aita');
  assert.equal(defaultStateDir({ HOME: '/h', XDG_STATE_HOME: '/x' }, 'linux'), '/x/aita');
  assert.equal(defaultStateDir({ HOME: '/h', XDG_STATE_HOME: 'relative' }, 'linux'), '/h/.local/state/aita');
  assert.equal(defaultStateDir({ HOME: '/h' }, 'darwin'), '/h/Library/Application Support/aita');
});

for (const value of ['0', 'abc', '-1', '2.5', '1e3', '1001']) {
  test(`refuses AITA_MAX_WORKERS=${value} and says what is allowed`, () => {
    const error = refusal({ AITA_MAX_WORKERS: value });
    assert.equal(error.exitCode, 2);
    assert.equal(
      error.message,
      `AITA_MAX_WORKERS is "${value}"; expected auto or a whole number from 1 to 1000.`,
    );
    assert.equal(error.hint, 'Correct AITA_MAX_WORKERS, or leave it out for 5.');
  });
}

test('names the flag, or the .env, that a wrong value came from', () => {
  assert.match(refusal({}, { maxWorkers: '0' }).message, /^--max-workers is "0"/);
  writeEnvFile('AITA_MAX_WORKERS=abc\n');
  assert.ok(refusal({}).message.includes(`in ${path.join(cwd, '.env')}`));
});

test('auto is a width too', () => {
  assert.equal(load({ AITA_MAX_WORKERS: 'auto' }).maxWorkers, 'auto');
});

test('takes a fraction as rate limit, and refuses zero, negatives and words', () => {
  assert.equal(load({ AITA_RATE_LIMIT_RPS: '0.2' }).rateLimitRps, 0.2);
  for (const value of ['0', '0.0', '-1', 'ten', '0,2', 'Infinity', 'NaN']) {
    assert.match(refusal({ AITA_RATE_LIMIT_RPS: value }).message, /expected a number above 0/);
  }
});

test('reads yes and no in the usual spellings only', () => {
  for (const value of ['true', '1', 'yes', 'TRUE'])
    assert.equal(load({ AITA_SHOW_PROGRESS: value }).showProgress, true);
  for (const value of ['false', '0', 'no', 'No'])
    assert.equal(load({ AITA_SHOW_PROGRESS: value }).showProgress, false);
  assert.match(refusal({ AITA_SHOW_PROGRESS: 'perhaps' }).message, /expected true or false/);
});

test('shows no progress with --quiet or --no-progress', () => {
  assert.equal(load({}, { quiet: true }).showProgress, false);
  assert.equal(load({}, { progress: false }).showProgress, false);
});

test('refuses one price without the other', () => {
  assert.match(refusal({ AITA_PRICE_IN: '0.3' }).message, /AITA_PRICE_IN is set without AITA_PRICE_OUT/);
  const { priceIn, priceOut } = load({ AITA_PRICE_IN: '0.3', AITA_PRICE_OUT: '2.5' });
  assert.deepEqual([priceIn, priceOut], [0.3, 2.5]);
});

test('chooses the endpoint by the first match', () => {
  const all = { AITA_API_KEY: 'a', OPENROUTER_API_KEY: 'b', OPENAI_API_KEY: 'c' };
  const from = (env: Record<string, string>, flags: Flags = {}) => load(env, flags).endpoint;
  const openRouter = { baseUrl: 'https://openrouter.ai/api/v1', model: 'google/gemini-2.5-flash' };
  assert.deepEqual(from(all, { offline: true }), { baseUrl: 'offline', model: 'offline', keyFrom: null });
  assert.deepEqual(from({ ...all, AITA_MODEL: 'offline' }), {
    baseUrl: 'offline',
    model: 'offline',
    keyFrom: null,
  });
  assert.deepEqual(from(all), { ...openRouter, keyFrom: 'AITA_API_KEY' });
  assert.deepEqual(from({ ...all, AITA_API_KEY: '' }), { ...openRouter, keyFrom: 'OPENROUTER_API_KEY' });
  assert.equal(from({ OPENAI_API_KEY: 'c' })?.keyFrom, 'OPENAI_API_KEY');
  assert.equal(from({ ...all, OPENROUTER_MODEL: 'x/y' })?.model, 'x/y');
  assert.equal(from({ ...all, OPENROUTER_MODEL: 'x/y', AITA_MODEL: 'z' }, { model: 'flag' })?.model, 'flag');
});

test('needs no key for a server on this machine', () => {
  const { endpoint } = load({ AITA_BASE_URL: 'http://127.0.0.1:8080/v1/', AITA_MODEL: 'm' });
  assert.deepEqual(endpoint, { baseUrl: 'http://127.0.0.1:8080/v1', model: 'm', keyFrom: null });
});

test("never sends one provider's key to another", () => {
  const env = { AITA_BASE_URL: 'https://models.example/v1', OPENROUTER_API_KEY: 'b', OPENAI_API_KEY: 'c' };
  const config = load(env);
  assert.equal(config.apiKey, null);
  assert.throws(
    () => requireEndpoint(config),
    /AITA_BASE_URL is https:\/\/models.example\/v1, and no key for it/,
  );
  assert.equal(load({ ...env, AITA_BASE_URL: 'http://localhost:1/v1', AITA_MODEL: 'm' }).apiKey, null);
});

test('refuses an address that is none, or that carries a password', () => {
  for (const value of ['openrouter.ai', 'ftp://a.example', 'https://user:secret@a.example/v1']) {
    assert.match(refusal({ AITA_BASE_URL: value }).message, /expected an http or https address/);
  }
});

test('says where a missing key goes, and how to see it work without one', () => {
  const error = load().endpointError;
  assert.equal(error?.exitCode, 2);
  const hint = `Put OPENROUTER_API_KEY=… into ${path.join(cwd, '.env')}, or see it work first: aita demo`;
  assert.equal(error?.hint, hint);
});

test('never shows a key: not in JSON, in print-outs or in an error', () => {
  const config = load({ OPENROUTER_API_KEY: 'sk-very-secret', TEMPORAL_API_KEY: 'tk-very-secret' });
  assert.equal(config.apiKey?.reveal(), 'sk-very-secret');
  assert.equal(config.temporal.variables.reveal()['TEMPORAL_API_KEY'], 'tk-very-secret');
  const shown =
    JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true }) + String(config.apiKey);
  assert.ok(!shown.includes('very-secret'));
  const error = refusal({ OPENROUTER_API_KEY: 'sk very-secret' });
  assert.ok(!(error.message + error.hint).includes('very-secret'));
});

test('says in one line why a variable of an earlier set-up no longer matters, and names an unknown one', () => {
  const { notices } = load({
    AITA_CHECKPOINT_INTERVAL: '10',
    AITA_MAX_WORKER: '3',
    OCR_CROP_TOP_PERCENT: '20',
  });
  assert.equal(notices.length, 2);
  assert.match(notices[0] ?? '', /^AITA_CHECKPOINT_INTERVAL is set and changes nothing: every reply is kept/);
  assert.match(notices[1] ?? '', /^AITA_MAX_WORKER is set, and AITA knows no such variable/);
  writeEnvFile('GOOGLE_CLOUD_STORAGE_BUCKET=b\n');
  assert.match(load().notices[0] ?? '', /not through a bucket/);
});
