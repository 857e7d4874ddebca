import type { Flags } from '../../config.ts';
import type { ExitCode } from '../../domain/userError.ts';
import type { Io } from '../io.ts';
import { keepingLimits } from '../keptLimits.ts';
import type { DataOptions } from '../options.ts';
import { plannedFromStore } from '../plannedFromStore.ts';
import { runPipeline } from '../runPipeline.ts';
import { openSession } from '../session.ts';

export interface Options extends DataOptions, Flags {
  /** Digest of the run's plan. */
  plan: string;
  /** Its id. */
  run: string;
  batch?: string;
  output?: string[];
}

/** The process that `--detach` leaves behind: works for one run until it ends. */
export async function run({ plan, run: joins, output = [], ...options }: Options, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const planned = plannedFromStore(session, plan);
  const joined = keepingLimits(session, planned.plan.endpoint, options);
  return await runPipeline(joined, { ...planned, joins, items: [], outputs: output }, {});
}
