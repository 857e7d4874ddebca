import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { engineFiles, readRecord, type EngineFiles } from '../src/engine/engineRecord.ts';
import { answers } from '../src/engine/ports.ts';
import { signalProcess } from '../src/engine/processes.ts';
import { seconds, type Row } from './row.ts';
import { openStage, type Stage } from './stage.ts';

const width = 10;
const latencyMs = 1000;
const targetMs = 3000;
const students = 20;
const pages = 5;

const nowMs = (): number => performance.timeOrigin + performance.now();

/** What a kill -9 of the only worker, and of the engine, costs a run of 100 pages at width 10. */
export async function restart(): Promise<Row[]> {
  await using stage = await openStage({ latency: latencyMs });
  const dataDir = await stage.exam(students, pages);
  const limits = ['--max-workers', String(width), '--rate-limit', '1000'];
  const args = ['transcribe', '--data-dir', dataDir, '--yes', '--quiet', ...limits];
  await stage.aita(args);
  const { spanMs } = await stage.model.stats();
  return [...(await killWorker(stage, args, spanMs)), await killEngine(stage, args)];
}

async function killWorker(stage: Stage, args: string[], undisturbedMs: number): Promise<Row[]> {
  const worker = await startAfresh(stage, [...args, '--no-reuse']);
  worker.kill('SIGKILL');
  const killedAt = nowMs();
  await once(worker, 'close');
  const cut = (await stage.model.calls()).filter(({ endedMs }) => endedMs === null || endedMs >= killedAt);
  const spentMs = Math.max(0, ...cut.map(({ arrivedMs }) => killedAt - arrivedMs));
  const startedAt = nowMs();
  await stage.aita([...args, '--no-reuse']);
  const calls = await stage.model.calls();
  const firstMs = (calls.find(({ arrivedMs }) => arrivedMs > startedAt)?.arrivedMs ?? Infinity) - startedAt;
  const lostMs = (await stage.model.stats()).spanMs - undisturbedMs;
  return [
    row('kill -9 of the only worker: start of the next to its first call', firstMs, targetMs),
    row('what that run of 100 pages, width 10, loses', lostMs, targetMs + spentMs),
  ];
}

async function killEngine(stage: Stage, args: string[]): Promise<Row> {
  const files = engineFiles(stage.stateDir);
  const worker = await startAfresh(stage, [...args, '--no-reuse']);
  const before = readRecord(files);
  if (before === null || before.pid === null) throw new Error('There is no engine to kill.');
  signalProcess(before.keeperPid, 'SIGKILL');
  signalProcess(before.pid, 'SIGKILL');
  const killedAt = nowMs();
  while (!(await isBack(files, before.pid))) await delay(20);
  const backAt = nowMs();
  await once(worker, 'close');
  const starts = (await stage.model.calls()).map(({ arrivedMs }) => arrivedMs);
  const next = starts.find((at) => at > backAt) ?? Infinity;
  const measured = row('kill -9 of the engine: its restart to the next call', next - backAt, targetMs);
  return { ...measured, measured: `${measured.measured}; back after ${seconds(backAt - killedAt)}` };
}

async function isBack(files: EngineFiles, killed: number): Promise<boolean> {
  const record = readRecord(files);
  if (record === null || record.pid === null || record.pid === killed) return false;
  return answers(record.firstPort);
}

/** A run in the middle of its work: three tenths of the calls are answered. */
async function startAfresh(stage: Stage, args: string[]) {
  await stage.model.reset();
  const worker = stage.start(args);
  await stage.model.until(({ delivered }) => delivered.calls >= 0.3 * students * pages, 60_000);
  return worker;
}

const row = (name: string, ms: number, limitMs: number): Row => ({
  name,
  measured: seconds(ms),
  ideal: '-',
  bareLoop: '-',
  target: `<= ${seconds(limitMs)}`,
  isMet: ms <= limitMs,
});
