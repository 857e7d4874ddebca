import { parentPort, workerData } from 'node:worker_threads';
import { Store } from '../../src/store/store.ts';

// One of several threads that open the same new store at the same instant, file after file.
const { files, gate, threads } = workerData as { files: string[]; gate: Int32Array; threads: number };

for (const [round, file] of files.entries()) {
  meet(round);
  new Store(file).close();
}
parentPort?.postMessage('done');

/** Goes on once all threads are here. */
function meet(round: number): void {
  const all = (round + 1) * threads;
  Atomics.add(gate, 0, 1);
  while (Atomics.load(gate, 0) < all);
}
