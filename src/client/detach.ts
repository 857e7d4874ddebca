import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameOption, Pipeline } from '../domain/identity.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import type { Flags } from '../config.ts';
import { openEngine } from '../engine/connect.ts';
import { startOwnWorker } from '../executor/ownWorker.ts';
import { startRun, type StartedRun } from '../executor/startRun.ts';
import { noteRun } from '../store/outcomes.ts';
import { liveWorkers } from '../store/workers.ts';
import { printJson } from './output.ts';
import { reopenPaused } from './reopenPaused.ts';
import type { PipelineRun } from './runPipeline.ts';
import { beginRun } from './beginRun.ts';
import { budgetAhead } from './budgetLines.ts';
import type { Session } from './session.ts';
import { shellWord } from '../domain/shellWord.ts';
import { resultOf } from './summary.ts';
import { waitUntil } from './waitUntil.ts';

export interface DetachOptions extends Flags {
  json?: boolean;
  quiet?: boolean;
  /** `false` after `--no-worker`: only watch. */
  worker?: boolean;
}

/** A process that works for one run and ends with it. */
export interface Background {
  pid: number;
  /** Path of what it says. */
  log: string;
  /** The command that stops it. */
  stop: string;
}

/** Starts or joins a run and leaves a process behind that works for it to its end. */
export async function detachRun(
  session: Session,
  planned: PipelineRun,
  options: DetachOptions,
): Promise<ExitCode> {
  refuseContradictions(session, options);
  const startedMs = Date.now();
  const { store, config, io } = session;
  const { engine, client } = await openEngine({
    ...config,
    onLine: (line) => void (options.quiet || io.err(line)),
  });
  await beginRun(client, session, planned);
  const worker = await startOwnWorker(session, { engine, client, model: false, graceMs: 0 });
  try {
    const started = await startRun({ client, engine }, session, planned);
    noteRun(store.quick, started.handle.workflowId, started.runId, planned.digest);
    if (planned.reopens) await reopenPaused(store, started);
    const background = await leaveBehind(session, { ...planned, joins: started.runId }, options);
    printDetached(session, { planned, started, startedMs, background }, options);
    return ExitCode.done;
  } finally {
    await worker.stop();
    await client.connection.close();
  }
}

function refuseContradictions({ config }: Session, { worker }: DetachOptions): void {
  const hint = 'Leave out one of the two; nothing was spent.';
  if (worker === false)
    throw new UserError('wrong-usage', '--detach leaves a worker, and --no-worker wants none.', hint);
  if (!config.checkpointing)
    throw new UserError(
      'wrong-usage',
      'A run with AITA_ENABLE_CHECKPOINTING=false ends with its command, and --detach leaves it running.',
      hint,
    );
}

const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));

async function leaveBehind(
  session: Session,
  planned: PipelineRun & { joins: string },
  options: DetachOptions,
): Promise<Background> {
  const { io, config, store } = session;
  const log = join(config.stateDir, 'logs', `detached-${new Date().toISOString().replaceAll(':', '-')}.log`);
  mkdirSync(join(config.stateDir, 'logs'), { recursive: true, mode: 0o700 });
  const file = openSync(log, 'ax', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, main, ...argsOf(session, planned, options)], {
    cwd: io.cwd,
    // The key goes this way, never as an argument that every user of the machine can read.
    env: io.env,
    detached: true,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  await Promise.race([untilItWorks(store, child), once(child, 'exit').then(() => endedAtOnce(log))]);
  child.unref();
  const pid = child.pid ?? 0;
  return { pid, log, stop: `kill ${pid}` };
}

function argsOf(
  { folder, assignment }: Session,
  planned: PipelineRun & { joins: string },
  options: DetachOptions,
): string[] {
  const { model, maxWorkers, rateLimit, budget, offline } = options;
  const named = `${nameOption(planned.pipeline)}=${assignment.name}`;
  const given = { model, 'max-workers': maxWorkers, 'rate-limit': rateLimit, budget };
  return [
    ...['carry-on', '--data-dir', folder.dir, named, '--plan', planned.digest, '--run', planned.joins],
    ...planned.outputs.map((output) => `--output=${output}`),
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...(offline ? ['--offline'] : []),
  ];
}

const untilItWorks = ({ quick }: Session['store'], child: ChildProcess): Promise<void> =>
  waitUntil(() => liveWorkers(quick).some(({ pid, isHere }) => isHere && pid === child.pid));

function endedAtOnce(log: string): never {
  const words = readFileSync(log, 'utf8').trim().split('\n').slice(-3).join('\n');
  throw new UserError(
    'detach-failed',
    `The process in the background ended before it worked:\n${words}`,
    `All it said is in ${log}. The same command without --detach works here.`,
    ExitCode.unexpected,
  );
}

interface Detached {
  planned: PipelineRun;
  started: StartedRun;
  startedMs: number;
  background: Background;
}

function printDetached(session: Session, { background, ...run }: Detached, { json }: DetachOptions): void {
  const { io, assignment } = session;
  if (json) {
    const result = resultOf(session, { ...run, ending: 'interrupted', outputs: run.planned.outputs });
    return printJson(io, { ...result, status: 'running', background });
  }
  const name = shellWord(assignment.name);
  const isBatch = run.planned.pipeline === Pipeline.runBatch;
  const lines = [
    `${run.started.isAttached ? 'Going on with' : 'Started'}: ${run.planned.summary}`,
    ...budgetAhead(session, assignment.name),
    `Process ${background.pid} works in the background and ends with the run.`,
    `Log: ${background.log}`,
    `Look: aita status ${nameOption(run.planned.pipeline)} ${name}`,
    `Stop: ${background.stop} (calls in flight finish; the same command goes on later)`,
    ...(isBatch ? ['Results: the same command without --detach writes them, at no cost'] : []),
  ];
  io.out(lines.join('\n'));
}
