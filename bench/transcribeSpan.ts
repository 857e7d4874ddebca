import { chatBody } from '../test/support/faultModel/askModel.ts';
import { bareLoop } from './bareLoop.ts';
import { seconds, type Row } from './row.ts';
import type { Span } from './speedUps.ts';
import { openStage } from './stage.ts';

const latencyMs = 1110;

interface Load {
  students: number;
  pages: number;
  width: number;
  rps: number;
}

/** Span from the first request to the last reply, at the provider. */
async function measure({ students, pages, width, rps }: Load): Promise<{ spanMs: number; bareMs: number }> {
  await using stage = await openStage({ latency: latencyMs });
  const dataDir = await stage.exam(students, pages);
  const limits = ['--max-workers', String(width), '--rate-limit', String(rps)];
  await stage.aita(['transcribe', '--data-dir', dataDir, '--yes', '--quiet', ...limits]);
  const { spanMs } = await stage.model.stats();
  await stage.model.reset();
  const requests = Array.from({ length: students * pages }, (_, index) => chatBody(`page ${index}`));
  const bare = await bareLoop({ url: stage.model.baseUrl, requests, width, rps });
  return { spanMs, bareMs: bare.spanMs };
}

function toRow(name: string, load: Load, { spanMs, bareMs }: { spanMs: number; bareMs: number }): Row {
  const idealMs = Math.ceil((load.students * load.pages) / load.width) * latencyMs;
  const ratio = spanMs / idealMs;
  return {
    name,
    measured: `${seconds(spanMs)} (${ratio.toFixed(3)} x ideal)`,
    ideal: seconds(idealMs),
    bareLoop: seconds(bareMs),
    target: '<= 1.03 x ideal',
    isMet: ratio <= 1.03,
    span: spanOf(load, spanMs),
  };
}

const spanOf = ({ width, rps }: Load, ms: number): Span => ({
  operation: 'transcribe 100 pages',
  width,
  rps,
  latencyMs,
  ms,
});

export async function spanAtTen(): Promise<Row[]> {
  const load = { students: 20, pages: 5, width: 10, rps: 15 };
  const wide = await measure(load);
  const one = { ...load, students: 4, width: 1 };
  const single = await measure(one);
  const speedUp = (single.spanMs * 5) / wide.spanMs;
  return [
    toRow('100 pages, width 10, 15 rps', load, wide),
    {
      name: 'speed-up over width 1 (20 pages, times 5)',
      measured: `${speedUp.toFixed(2)} x`,
      ideal: '10 x',
      bareLoop: `${((single.bareMs * 5) / wide.bareMs).toFixed(2)} x`,
      target: '>= 9.7 x',
      isMet: speedUp >= 9.7,
      span: { ...spanOf(one, single.spanMs * 5), note: '20 pages, times 5' },
    },
  ];
}

export async function spanAtFive(): Promise<Row[]> {
  const load = { students: 20, pages: 5, width: 5, rps: 10 };
  return [toRow('100 pages, width 5, 10 rps (the defaults)', load, await measure(load))];
}
