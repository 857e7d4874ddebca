import { ExitCode } from '../../domain/userError.ts';
import { standIn, startOfflineModel } from '../../offline/server.ts';
import type { Io } from '../io.ts';

export interface OfflineModelCommandOptions {
  port?: number;
  latencyMs?: number;
}

/** Serves until Ctrl-C or SIGTERM. The first line on stdout is the base URL. */
export async function run(options: OfflineModelCommandOptions, io: Io): Promise<ExitCode> {
  const stopped = untilSignal();
  const model = await startOfflineModel(options);
  io.out(model.url);
  io.err(`The offline stand-in listens here: OCR and simple rules, no model. Ctrl-C stops it.`);
  io.err(`Use it like any server: AITA_BASE_URL=${model.url} AITA_MODEL=${standIn}`);
  const signal = await stopped;
  await model.close();
  return signal === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted;
}

const untilSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
