import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { PaceRecorder } from '../src/client/paceRecorder.ts';
import { readProgress } from '../src/executor/watchRun.ts';
import { seconds, type Row } from './row.ts';
import { openStage, type Stage } from './stage.ts';

const limits = { width: 5, rps: 10 };
const latency = { ms: 1110, jitter: 0.3 };
const shares = [0.25, 0.5, 0.75];
/** The bar looks less often; here the moment matters. */
const lookMs = 150;

interface Seen {
  share: number;
  atMs: number;
  remainingMs: number;
}

/** What the bar says of the time left at three moments of a run, and what it was. */
export async function eta(): Promise<Row[]> {
  await using stage = await openStage({ latency });
  const dataDir = await stage.exam(20, 5);
  const flags = ['--max-workers', String(limits.width), '--rate-limit', String(limits.rps)];
  const run = stage.aita(['transcribe', '--data-dir', dataDir, '--yes', '--quiet', ...flags]);
  const [seen] = await Promise.all([watch(stage), run]);
  const { lastEndMs } = await stage.model.stats();
  if (lastEndMs === null) throw new Error('The run made no call.');
  return seen.map((moment) => toRow(moment, lastEndMs));
}

async function watch(stage: Stage): Promise<Seen[]> {
  const { stdout } = await stage.aita(['engine', 'status', '--json']);
  const { address } = JSON.parse(stdout) as { address: string };
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const handle = await findRun(client);
  const recorder = new PaceRecorder(limits);
  const seen: Seen[] = [];
  for (let isOver = false; !isOver; await delay(lookMs)) {
    const progress = await readProgress(client, handle);
    if (!progress) continue;
    const atMs = Date.now();
    const { remainingMs } = recorder.observe(progress, atMs);
    const share = shares[seen.length];
    isOver = share === undefined || progress.done === progress.total;
    if (share === undefined || remainingMs === null || progress.done < share * progress.total) continue;
    seen.push({ share, atMs, remainingMs });
  }
  await connection.close();
  return seen;
}

async function findRun(client: Client): Promise<WorkflowHandle> {
  for (;;) {
    for await (const { workflowId } of client.workflow.list({ query: "WorkflowType = 'transcribe'" }))
      return client.workflow.getHandle(workflowId);
    await delay(lookMs);
  }
}

function toRow({ share, atMs, remainingMs }: Seen, lastEndMs: number): Row {
  const truthMs = lastEndMs - atMs;
  const error = Math.abs(remainingMs - truthMs) / truthMs;
  return {
    name: `time left at ${share * 100} % of 100 pages, 1.11 s ± 30 % a page, width ${limits.width}`,
    measured: `${seconds(remainingMs)} (${(error * 100).toFixed(1)} % off)`,
    ideal: seconds(truthMs),
    bareLoop: '-',
    target: 'within 10 %',
    isMet: error <= 0.1,
  };
}
