import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { WorkflowHandle } from '@temporalio/client';
import { gateTeller } from '../../src/executor/gateTeller.ts';
import { openGate, writeGate } from '../../src/store/gates.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
after(() => store.close());

function watched(runId: string) {
  const told: unknown[][] = [];
  const handle: Pick<WorkflowHandle, 'signal' | 'cancel'> = {
    signal: (...args: unknown[]) => Promise.resolve(void told.push(args)),
    cancel: () => Promise.reject(new Error(`cancel ${told.push(['cancel'])}`)),
  };
  const time = { ms: 0 };
  const look = gateTeller(store.quick, { handle, runId }, () => time.ms);
  return { told, time, look };
}

test('a workflow that does not know that its gate is closed is told by who watches, after a while', () => {
  const { told, time, look } = watched('run-1');
  look('running');
  writeGate(store.durable, 'run-1', { state: 'paused', reason: '401' });
  for (time.ms = 1000; time.ms < 11_000; time.ms += 400) look('running');
  assert.deepEqual(told, []);
  look('running');
  assert.deepEqual(told, [['paused', '401', 'run-1']]);
  time.ms += 10_000;
  look('paused');
  assert.equal(told.length, 1);
});

test('a run that is just being resumed is told nothing', () => {
  const { told, time, look } = watched('run-2');
  writeGate(store.durable, 'run-2', { state: 'paused', reason: '401' });
  look('running');
  time.ms = 9000;
  look('running');
  openGate(store.durable, 'run-2');
  time.ms = 20_000;
  look('running');
  writeGate(store.durable, 'run-2', { state: 'paused', reason: '401' });
  look('running');
  assert.deepEqual(told, []);
});

test('time in which nobody answered is no patience with the worker that comes then', () => {
  const { told, time, look } = watched('run-4');
  writeGate(store.durable, 'run-4', { state: 'paused', reason: '401' });
  look('running');
  time.ms = 30_000;
  look('running');
  assert.deepEqual(told, []);
});

test('a cancel that the engine never heard of is made, again and again until it is heard', () => {
  const { told, time, look } = watched('run-3');
  writeGate(store.durable, 'run-3', { state: 'cancelled', reason: null });
  for (; time.ms <= 25_000; time.ms += 1000) look(time.ms < 5000 ? 'paused' : 'running');
  assert.deepEqual(told, [['cancel'], ['cancel']]);
  time.ms += 60_000;
  for (const state of ['cancelled', 'cancelled', 'done'] as const) look(state);
  assert.equal(told.length, 2);
});
