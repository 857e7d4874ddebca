import { chatBody } from '../test/support/faultModel/askModel.ts';
import { bareEngine } from './bareEngine.ts';
import { bareLoop } from './bareLoop.ts';
import type { Row } from './row.ts';
import { openStage } from './stage.ts';

const width = 50;
/** The target and what the bare engine did on the machine it was set for: 150 pages and 540 empty steps a second. */
const targetShare = 150 / 540;

/** 1,000 pages at no latency: what everything costs that is not the model. */
export async function throughput(): Promise<Row[]> {
  await using stage = await openStage({ latency: 0 });
  const limits = ['--max-workers', String(width), '--rate-limit', '100000'];
  const transcribe = (dataDir: string) =>
    stage.aita(['transcribe', '--data-dir', dataDir, '--yes', '--quiet', '--mask', '0,0,1,0.1', ...limits]);
  // The workflow bundle is built once; an installed AITA brings it.
  await transcribe(await stage.exam(1, 1));
  await stage.model.reset();
  const { peakMb } = await transcribe(await stage.exam(100, 10));
  const { spanMs, total } = await stage.model.stats();
  await stage.model.reset();
  const requests = Array.from({ length: total }, (_, index) => chatBody(`page ${index}`));
  const bare = await bareLoop({ url: stage.model.baseUrl, requests, width });
  const perSecond = (total * 1000) / spanMs;
  const emptyPerSecond = await bareEngine(stage, width);
  return [
    pagesRow(perSecond, (total * 1000) / bare.spanMs),
    shareRow(perSecond, emptyPerSecond),
    {
      name: 'memory of that worker',
      measured: `${peakMb.toFixed(0)} MB`,
      ...noPeer,
      target: '<= 400 MB',
      isMet: peakMb <= 400,
    },
  ];
}

const noPeer = { ideal: '-', bareLoop: '-' };

const pagesRow = (perSecond: number, barePerSecond: number): Row => ({
  name: '1,000 pages of 620 x 877 at 0 s, width 50',
  measured: `${perSecond.toFixed(0)} pages/s`,
  ideal: '-',
  bareLoop: `${barePerSecond.toFixed(0)} calls/s (text only)`,
  target: '>= 150 pages/s',
  isMet: perSecond >= 150,
});

function shareRow(perSecond: number, emptyPerSecond: number): Row {
  const share = perSecond / emptyPerSecond;
  return {
    name: 'the same, as a share of what the engine does of empty steps at this moment',
    measured: `${share.toFixed(2)} of ${emptyPerSecond.toFixed(0)} steps/s`,
    ...noPeer,
    target: `>= ${targetShare.toFixed(2)} (150 of 540)`,
    isMet: share >= targetShare,
  };
}
