import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../src/client/output.ts';
import { chatBody } from '../test/support/faultModel/askModel.ts';
import { bareLoop } from './bareLoop.ts';
import { batchControl } from './batchControl.ts';
import { longestHistory } from './longestHistory.ts';
import { newFolder } from './newFolder.ts';
import { seconds, type Row } from './row.ts';
import { plot, type Panel } from './plot.ts';
import { openStage, type Ended, type Stage } from './stage.ts';

const width = 100;

interface Measured {
  elapsedMs: number;
  spanMs: number;
  calls: number;
  peakMb: number;
  memory: Ended['memory'];
}

/** Runs `aita batch` on so many tasks; `word` makes them others than before. */
async function runBatch(stage: Stage, dataDir: string, count: number, word: string): Promise<Measured> {
  const file = join(dataDir, `${word}.jsonl`);
  const lines = Array.from({ length: count }, (_, id) =>
    JSON.stringify({ id: `${id}`, prompt: `Say ${word} ${id}.` }),
  );
  writeFileSync(file, lines.join('\n'));
  await stage.model.reset();
  const limits = ['--max-workers', String(width), '--rate-limit', '100000'];
  const args = ['batch', file, '--out', `${file}.out`, '--data-dir', dataDir, '--yes', '--quiet', '--json'];
  const { stdout, peakMb, memory } = await stage.aita([...args, ...limits]);
  const { spanMs, total } = await stage.model.stats();
  const { elapsedMs } = JSON.parse(stdout) as RunResult;
  return { elapsedMs: elapsedMs ?? 0, spanMs, calls: total, peakMb, memory };
}

const perSecond = ({ calls, spanMs }: Measured): number => (calls * 1000) / spanMs;
/** A run's history may hold so many. */
const mostEvents = 10_000;
const eventsOf = (events: number): string => `${events.toLocaleString('en')} events in the longest history`;
const bare = { ideal: '-', bareLoop: '-' };

/** What a task costs that is not the model, and what a second run costs. */
export async function batchThroughput({ isQuick }: { isQuick: boolean }): Promise<Row[]> {
  await using stage = await openStage({ latency: 0 });
  const dataDir = newFolder();
  const many = isQuick ? 2000 : 10_000;
  const small = await runBatch(stage, dataDir, 1000, 'small');
  const large = await runBatch(stage, dataDir, many, 'large');
  const again = await runBatch(stage, dataDir, many, 'large');
  const events = await longestHistory(stage);
  const ratio = perSecond(large) / perSecond(small);
  const faster = large.elapsedMs / again.elapsedMs;
  return [
    {
      name: `batch of ${many.toLocaleString('en')} tasks at 0 s, width ${width}`,
      measured: `${perSecond(large).toFixed(0)} tasks/s, ${ratio.toFixed(2)} of 1,000 tasks' (${large.peakMb.toFixed(0)} MB, ${eventsOf(events)})`,
      ...bare,
      target: '>= 0.85 of 1,000 tasks, <= 10,000 events',
      isMet: ratio >= 0.85 && events <= mostEvents,
    },
    {
      name: 'the same again, all stored',
      measured: `${seconds(again.elapsedMs)}, ${faster.toFixed(1)} x faster, ${again.calls} calls`,
      ...bare,
      target: '>= 5 x, 0 calls',
      isMet: faster >= 5 && again.calls === 0,
    },
  ];
}

/** What durability adds to the span of calls of a second. */
export async function batchOverhead({ isQuick }: { isQuick: boolean }): Promise<Row[]> {
  await using stage = await openStage({ latency: 1000 });
  const count = isQuick ? 500 : 2500;
  const ours = await runBatch(stage, newFolder(), count, 'overhead');
  await stage.model.reset();
  const requests = Array.from({ length: count }, (_, index) => chatBody(`task ${index}`, 'none'));
  await bareLoop({ url: stage.model.baseUrl, requests, width });
  const { spanMs } = await stage.model.stats();
  const overhead = (ours.spanMs - spanMs) / spanMs;
  return [
    {
      name: `durability, ${count.toLocaleString('en')} tasks of 1 s, width ${width}`,
      measured: `${seconds(ours.spanMs)} (${(overhead * 100).toFixed(1)} % more)`,
      ideal: seconds((count / width) * 1000),
      bareLoop: seconds(spanMs),
      target: '<= 6 % more',
      isMet: overhead <= 0.06,
    },
  ];
}

/** Only when it is named: it takes minutes. Draws the course of it for the docs. */
export async function batchHundredThousand(): Promise<Row[]> {
  await using stage = await openStage({ latency: 0 });
  const dataDir = newFolder();
  const small = await runBatch(stage, dataDir, 1000, 'small');
  const run = await runBatch(stage, dataDir, 100_000, 'huge');
  const ratio = perSecond(run) / perSecond(small);
  const events = await longestHistory(stage);
  writeFileSync(picture, plot(await courseOf(stage, run)));
  return [
    {
      name: `batch of 100,000 tasks at 0 s, width ${width}`,
      measured: `${perSecond(run).toFixed(0)} tasks/s, ${ratio.toFixed(2)} of 1,000 tasks' (${run.peakMb.toFixed(0)} MB, ${eventsOf(events)})`,
      ...bare,
      target: 'completes, >= 0.85 of 1,000 tasks, <= 10,000 events',
      isMet: run.calls === 100_000 && ratio >= 0.85 && events <= mostEvents,
    },
    await batchControl(100_000),
  ];
}

const picture = join(import.meta.dirname, '..', 'docs', 'images', 'batch-100k.svg');
const binMs = 5000;

/** Tasks a second and memory over the time of a run. */
async function courseOf(stage: Stage, { memory }: Measured): Promise<Panel[]> {
  const ends = (await stage.model.calls()).flatMap(({ endedMs }) => endedMs ?? []);
  const start = memory[0]?.atMs ?? 0;
  const bins = new Map<number, number>();
  for (const end of ends) {
    const bin = Math.floor((end - start) / binMs);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  // The last bin is not full.
  const rate = [...bins].sort(([a], [b]) => a - b).slice(0, -1);
  return [
    {
      title: 'tasks a second',
      points: rate.map(([bin, tasks]) => [((bin + 1) * binMs) / 1000, (tasks * 1000) / binMs]),
    },
    {
      title: 'memory of the process, MB',
      points: memory
        .filter(({ mb }, index) => mb > 0 && index % 10 === 0)
        .map(({ atMs, mb }) => [(atMs - start) / 1000, mb]),
    },
  ];
}
