import { seconds, type Row } from './row.ts';
import { openStage } from './stage.ts';

/** From typing the command to the first request, with the engine running and without. */
export async function firstCall(): Promise<Row[]> {
  await using stage = await openStage({ latency: 10 });
  const dataDir = await stage.exam(1, 5);
  const measure = async (): Promise<number> => {
    await stage.model.reset();
    const typedAt = performance.timeOrigin + performance.now();
    await stage.aita(['transcribe', '--data-dir', dataDir, '--yes', '--quiet', '--no-reuse']);
    return ((await stage.model.stats()).firstStartMs ?? Infinity) - typedAt;
  };
  await measure();
  const warmMs = await measure();
  await stage.aita(['engine', 'stop', '--yes', '--quiet']);
  const coldMs = await measure();
  const row = (name: string, ms: number, targetMs: number): Row => ({
    name,
    measured: seconds(ms),
    ideal: '-',
    bareLoop: '-',
    target: `<= ${seconds(targetMs)}`,
    isMet: ms <= targetMs,
  });
  return [
    row('command to first request, engine warm', warmMs, 1500),
    row('the same, engine cold', coldMs, 4000),
  ];
}
