import assert from 'node:assert/strict';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { withFileLock } from '../../src/files/fileLock.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** The most that worked at the same time of many who meet the lock of a process that died. */
async function mostAtOnce(lock: string): Promise<number> {
  writeFileSync(lock, '');
  utimesSync(lock, 0, 0);
  let [inside, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++inside);
    for (let turns = 0; turns < 5; turns++) await turn();
    inside--;
  };
  const waiting: Promise<void>[] = [];
  for (let count = 0; count < 12; count++) {
    waiting.push(withFileLock(lock, work));
    for (let turns = 0; turns < count % 4; turns++) await turn();
  }
  await Promise.all(waiting);
  return most;
}

test('of many who meet the lock of a process that died, one works at a time', async () => {
  const dir = temporaryFolder();
  for (let round = 0; round < 10; round++) assert.equal(await mostAtOnce(join(dir, 'lock')), 1);
  assert.deepEqual(readdirSync(dir), []);
});

test('goes on after a process died while it took such a lock away', async () => {
  const dir = temporaryFolder();
  for (const name of ['lock', 'lock.old']) {
    writeFileSync(join(dir, name), '');
    utimesSync(join(dir, name), 0, 0);
  }
  assert.equal(await withFileLock(join(dir, 'lock'), () => Promise.resolve('done')), 'done');
  assert.deepEqual(readdirSync(dir), []);
});
