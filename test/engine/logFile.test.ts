import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { appendToLog, longLog, rotateLog } from '../../src/engine/logFile.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('a long log goes on in a new file, and one older file is kept', () => {
  const log = join(temporaryFolder(), 'worker.log');
  writeFileSync(`${log}.1`, 'the oldest');
  appendToLog(log, 'first');
  truncateSync(log, longLog);
  appendToLog(log, 'fits');
  appendToLog(log, 'next');
  appendToLog(log, 'last');
  assert.equal(readFileSync(log, 'utf8'), 'next\nlast\n');
  assert.equal(statSync(`${log}.1`).size, longLog + 'fits\n'.length);
});

test('a log that somebody has cleared away begins anew', () => {
  const log = join(temporaryFolder(), 'logs', 'worker.log');
  appendToLog(log, 'first');
  rmSync(dirname(log), { recursive: true });
  rotateLog(log);
  appendToLog(log, 'next');
  assert.equal(readFileSync(log, 'utf8'), 'next\n');
});
