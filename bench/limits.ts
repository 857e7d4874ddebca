import { Store, storeFile } from '../src/store/store.ts';
import type { Row } from './row.ts';
import { openStage } from './stage.ts';

interface Load {
  calls: number;
  rps: number;
  workers: number;
}

/** Promise 3: never above the rate, and at least 97 % of it while work waits. */
export async function rateLimits({ isQuick }: { isQuick: boolean }): Promise<Row[]> {
  const loads: Load[] = [
    { calls: isQuick ? 60 : 150, rps: 10, workers: 1 },
    { calls: isQuick ? 60 : 150, rps: 10, workers: 2 },
    { calls: isQuick ? 6 : 20, rps: 0.5, workers: 1 },
    { calls: isQuick ? 6 : 20, rps: 0.5, workers: 2 },
  ];
  const rows: Row[] = [];
  for (const load of loads) rows.push(await measure(load));
  return rows;
}

async function measure({ calls, rps, workers }: Load): Promise<Row> {
  await using stage = await openStage({ latency: 200 });
  const dataDir = await stage.exam(calls / 2, 2);
  const args = [
    'transcribe',
    '--data-dir',
    dataDir,
    '--yes',
    '--quiet',
    '--max-workers',
    '20',
    '--rate-limit',
    String(rps),
  ];
  // Two commands on one run: both work, both keep the one limit.
  await Promise.all(Array.from({ length: workers }, () => stage.aita(args)));
  const starts = startsIn(dataDir);
  const windowMs = (Math.ceil(rps) / rps) * 1000;
  const most = Math.max(
    ...starts.map(
      (first) => starts.filter((start) => start >= first && start < first + windowMs - 0.1).length,
    ),
  );
  const idealMs = (Math.ceil(calls / Math.ceil(rps)) - 1) * windowMs;
  const share = idealMs / ((starts.at(-1) ?? 0) - (starts[0] ?? 0));
  return {
    name: `${calls} calls at ${rps} rps, ${workers} worker${workers > 1 ? 's' : ''}`,
    measured: `${most} in a window, ${(share * 100).toFixed(1)} % used`,
    ideal: `${Math.ceil(rps)}, 100 %`,
    bareLoop: '-',
    target: `<= ${Math.ceil(rps)}, >= 97 %`,
    isMet: most <= Math.ceil(rps) && share >= 0.97,
  };
}

/** When each call was let go, by the sender's clock. */
function startsIn(dataDir: string): number[] {
  const store = new Store(storeFile(dataDir));
  const rows = store.quick.all(`select started_at as start from journal where kind = 'used' order by start`);
  store.close();
  return rows.map((row) => Number(row['start']));
}
