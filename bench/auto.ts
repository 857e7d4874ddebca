import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallRecord } from '../test/support/faultModel/callRecord.ts';
import { chatBody } from '../test/support/faultModel/askModel.ts';
import { bareLoop } from './bareLoop.ts';
import { newFolder } from './newFolder.ts';
import { seconds, type Row } from './row.ts';
import { openStage } from './stage.ts';

const latency = { ms: 11_100, jitter: 0.3 };
const rps = 15;
const limits = ['--max-workers', 'auto', '--rate-limit', String(rps)];

/** `--max-workers auto`: against a limit on the rate, and against one on the calls in flight. */
export const auto = async (): Promise<Row[]> => [await atTheRate(), await inFlight()];

/** 100 pages at the provider's rate: opened by the rate limit, at best everything is in flight after 100/15 s. */
async function atTheRate(): Promise<Row> {
  await using stage = await openStage({ latency, limits: { rps } });
  const dataDir = await stage.exam(20, 5);
  await stage.aita(['transcribe', '--data-dir', dataDir, '--yes', '--quiet', ...limits]);
  const { spanMs } = await stage.model.stats();
  const calls = await stage.model.calls();
  await stage.model.reset();
  const requests = Array.from({ length: 100 }, (_, index) => chatBody(`page ${index}`));
  const bare = await bareLoop({ url: stage.model.baseUrl, requests, width: 100, rps });
  const idealMs = (100 / rps) * 1000 + Math.max(...calls.map(durationMs));
  const ratio = spanMs / idealMs;
  return {
    name: `100 pages of 11.1 s ± 30 %, provider limit ${rps} rps, width auto`,
    measured: `${seconds(spanMs)} (${ratio.toFixed(3)} x ideal)`,
    ideal: seconds(idealMs),
    bareLoop: `${seconds(bare.spanMs)} (told the width, 100)`,
    target: '<= 1.10 x ideal',
    isMet: ratio <= 1.1,
  };
}

const places = 40;
const count = 600;
const learningMs = 30_000;

/** The provider answers 429 above 40 in flight and nobody says so beforehand. */
async function inFlight(): Promise<Row> {
  await using stage = await openStage({ latency, limits: { inFlight: places } });
  const file = join(newFolder(), 'tasks.jsonl');
  const lines = Array.from({ length: count }, (_, id) =>
    JSON.stringify({ id: `${id}`, prompt: `Say ${id}.` }),
  );
  writeFileSync(file, lines.join('\n'));
  const args = ['batch', file, '--out', `${file}.out`, '--data-dir', newFolder(), '--yes', '--quiet'];
  await stage.aita([...args, ...limits]);
  const calls = await stage.model.calls();
  const answered = calls.filter(({ status }) => status === 200);
  const refused = calls.length - answered.length;
  const share = throughputOf(answered) / (places / meanMs(answered));
  return {
    name: `${count} calls of 11.1 s ± 30 %, ${places} in flight allowed, width auto`,
    measured: `${(share * 100).toFixed(0)} % of ${places}/latency after ${learningMs / 1000} s, ${refused} calls refused (${((refused / calls.length) * 100).toFixed(1)} %)`,
    ideal: '100 %',
    bareLoop: '-',
    target: '>= 90 %, 429s < 2 %',
    isMet: share >= 0.9 && refused / calls.length < 0.02,
  };
}

const durationMs = ({ arrivedMs, endedMs }: CallRecord): number => (endedMs ?? arrivedMs) - arrivedMs;
const meanMs = (calls: CallRecord[]): number =>
  calls.reduce((sum, call) => sum + durationMs(call), 0) / calls.length;

/** Replies a millisecond from the end of learning until the last call was given out. */
function throughputOf(calls: CallRecord[]): number {
  const from = (calls[0]?.arrivedMs ?? 0) + learningMs;
  const to = calls.at(-1)?.arrivedMs ?? 0;
  const ended = calls.filter(({ endedMs }) => endedMs !== null && endedMs >= from && endedMs < to);
  return ended.length / (to - from);
}
