import { setTimeout } from 'node:timers/promises';
import { readGate } from '../../src/store/gates.ts';
import { Store } from '../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from './calls.ts';
import { seededRandom } from './faultModel/seededRandom.ts';

// A worker process in miniature: makes calls of random time and price until its run is paused.
const [file = '', name = '', count = '1', reserve = '0', diesAfter = 'Infinity'] = process.argv.slice(2);

const store = new Store(file);
const random = seededRandom(1, name);
const paused = new AbortController();
let done = 0;

const stopWhenPaused = (): void => {
  if (readGate(store.quick, 'run-1').state === 'paused') paused.abort(new Error('paused'));
};

await Promise.all(Array.from({ length: Number(count) }, (_, index) => spend(index)));
store.close();

async function spend(index: number): Promise<void> {
  const call = aCall({ hash: `${name}-${index}`, reservedUsd: Number(reserve) });
  try {
    await store.permits.acquire(call, { signal: paused.signal, onWait: stopWhenPaused });
  } catch (error) {
    if (paused.signal.aborted) return;
    throw error;
  }
  await setTimeout(random() * 20);
  if (++done > Number(diesAfter)) process.kill(process.pid, 'SIGKILL');
  const reply = aReply({ costUsd: random() * Number(reserve) });
  await store.keepReply(call, reply, usedAttempt(reply));
}
