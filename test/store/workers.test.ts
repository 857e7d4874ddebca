import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { now } from '../../src/store/clock.ts';
import { leaseMs } from '../../src/store/limiter.ts';
import { ownProcess, processStarted } from '../../src/store/processes.ts';
import { Store } from '../../src/store/store.ts';
import {
  forgetWorker,
  forgetWorkers,
  liveWorkers,
  noteWorker,
  otherWorkers,
} from '../../src/store/workers.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const worker = { provider: 'p', endpoint: 'http://127.0.0.1:1/v1', apartFor: null };
const openStore = () => new Store(join(temporaryFolder(), 'store.db'));

interface Noted {
  pid: number;
  started: string;
  host?: string;
  seenAt?: number;
  apartFor?: string;
}

/** As another process writes it. */
function noteOther({ quick }: Store, { pid, started, host, seenAt = now(), apartFor }: Noted): void {
  quick.run('delete from live_workers where pid = ?', pid);
  const id = noteWorker(quick, { ...worker, apartFor: apartFor ?? null });
  quick.run(
    'update live_workers set pid = ?, process_started = ?, host = coalesce(?, host), seen_at = ? where id = ?',
    pid,
    started,
    host ?? null,
    seenAt,
    id,
  );
}

async function anotherProcess(): Promise<Noted & { end: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const end = async () => {
    child.kill('SIGKILL');
    if (child.signalCode === null) await once(child, 'exit');
  };
  return { pid: child.pid ?? 0, started: processStarted(child.pid ?? 0) ?? '', end };
}

test('knows the workers that live, and forgets one that was killed', async () => {
  const store = openStore();
  const { end, ...other } = await anotherProcess();
  noteOther(store, other);
  const own = noteWorker(store.quick, worker);
  assert.deepEqual(
    liveWorkers(store.quick).map(({ pid }) => pid),
    [other.pid, ownProcess.pid],
  );
  assert.deepEqual(
    otherWorkers(store.quick, 'p').map(({ pid }) => pid),
    [other.pid],
  );
  await end();
  assert.deepEqual(otherWorkers(store.quick, 'p'), []);
  forgetWorker(store.quick, own);
  assert.deepEqual(liveWorkers(store.quick), []);
  store.close();
});

test('lists two workers of one process apart, and forgets the one that ends, or both', () => {
  const store = openStore();
  const first = noteWorker(store.quick, worker);
  noteWorker(store.quick, { ...worker, provider: 'another' });
  forgetWorker(store.quick, first);
  assert.deepEqual(
    liveWorkers(store.quick).map(({ provider }) => provider),
    ['another'],
  );
  noteWorker(store.quick, worker);
  forgetWorkers(store.quick);
  assert.deepEqual(liveWorkers(store.quick), []);
  store.close();
});

test('counts no worker of another provider, none with a run of its own, and none whose pid another process has', async () => {
  const store = openStore();
  const { end, ...other } = await anotherProcess();
  noteOther(store, { ...other, apartFor: 'Final' });
  assert.deepEqual(otherWorkers(store.quick, 'p'), []);
  noteOther(store, { ...other, started: 'earlier' });
  assert.deepEqual(otherWorkers(store.quick, 'p'), []);
  noteOther(store, other);
  assert.deepEqual(otherWorkers(store.quick, 'another'), []);
  assert.equal(otherWorkers(store.quick, 'p').length, 1);
  await end();
  store.close();
});

test('believes a worker of another host for a minute', () => {
  const store = openStore();
  noteOther(store, { pid: 7, started: 'x', host: 'elsewhere' });
  assert.equal(otherWorkers(store.quick, 'p').length, 1);
  noteOther(store, { pid: 7, started: 'x', host: 'elsewhere', seenAt: now() - leaseMs });
  assert.equal(otherWorkers(store.quick, 'p').length, 0);
  store.close();
});
