import { aCall, aReply, usedAttempt } from './calls.ts';
import { setLimits } from '../../src/store/providers.ts';
import { Store } from '../../src/store/store.ts';

// A worker process in miniature: takes permits as fast as they come, holds each, and prints when it got it.
const [file = '', name = '', count = '1', holdMs = '0', workers = '100', rps = 'Infinity'] =
  process.argv.slice(2);

const store = new Store(file);
setLimits(store.quick, 'p', { maxWorkers: Number(workers), rateLimitRps: Number(rps) });
await Promise.all(Array.from({ length: Number(count) }, (_, index) => take(index)));
store.close();

async function take(index: number): Promise<void> {
  const call = aCall({ hash: `${name}-${index}` });
  const permit = await store.permits.acquire(call, { signal: new AbortController().signal });
  if (permit.kind === 'stored') throw new Error('nothing was stored');
  await new Promise((resolve) => setTimeout(resolve, Number(holdMs)));
  process.stdout.write(
    `${JSON.stringify({ start: permit.at, end: performance.timeOrigin + performance.now() })}\n`,
  );
  const reply = aReply();
  await store.keepReply(call, reply, usedAttempt(reply));
}
