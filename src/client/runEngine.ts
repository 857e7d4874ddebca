import type { Config } from '../config.ts';
import type { Pipeline } from '../domain/identity.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import { connectClient, externalTarget, openEngine, type OpenEngine } from '../engine/connect.ts';
import { startTemporaryEngine } from '../engine/temporaryEngine.ts';
import { providerName } from '../llm/request.ts';
import { ownProcess } from '../store/processes.ts';
import { forgetWorker, liveWorkers, noteWorker } from '../store/workers.ts';
import { findOpenPipeline } from './findOpenPipeline.ts';
import type { Session } from './session.ts';
import { shellWord } from '../domain/shellWord.ts';

/** The engine that carries a run. */
export interface RunEngine extends OpenEngine, AsyncDisposable {
  /** Rejects when the engine is gone and nobody starts it again. */
  broken: Promise<never>;
}

export interface RunEngineOptions {
  /** Base URL of the run's model, or `offline`. */
  endpoint: string;
  /** `false` after `--no-worker`. */
  worker?: boolean | undefined;
  onLine: (line: string) => void;
}

/**
 * The folder's engine; or, for a run that keeps nothing, one in memory that ends with this process.
 * @throws UserError when the assignment has a run of the other kind, and those of `connectEngine`.
 */
export async function openRunEngine(session: Session, options: RunEngineOptions): Promise<RunEngine> {
  if (!session.config.checkpointing) return openApart(session, options);
  refuseBesideApart(session);
  const open = await openEngine({ ...session.config, onLine: options.onLine });
  return {
    ...open,
    broken: new Promise<never>(() => undefined),
    [Symbol.asyncDispose]: () => open.client.connection.close(),
  };
}

/** A run that keeps nothing would leave its histories in an engine that is not ours. */
export async function refuseExternalEngine(config: Config): Promise<void> {
  const external = await externalTarget(config);
  if (!external) return;
  const message = `${setting} runs on an engine of its own; TEMPORAL_ADDRESS (or temporal.toml) names ${external.address}.`;
  throw new UserError('no-own-engine', message, 'Take one of the two out; nothing was spent.');
}

const setting = 'AITA_ENABLE_CHECKPOINTING=false';

async function openApart(
  session: Session,
  { endpoint, worker, onLine }: RunEngineOptions,
): Promise<RunEngine> {
  const { config, store, assignment } = session;
  if (store.keeps) throw keptRunsOnly();
  if (worker === false) throw nobodyElse();
  // Said before it looks, so that of two that begin at once at least one sees the other.
  const id = noteWorker(store.quick, {
    provider: providerName(endpoint),
    endpoint,
    apartFor: assignment.name,
  });
  try {
    refuseBesideApart(session);
    await refuseWhileOpen(session);
    const engine = await startTemporaryEngine({ ...config, onLine });
    const broken = engine.ended.then(engineLost);
    // It ends as it should when nobody waits any more.
    broken.catch(() => undefined);
    const client = await connectClient(engine);
    return {
      engine,
      client,
      broken,
      async [Symbol.asyncDispose]() {
        await client.connection.close();
        await engine[Symbol.asyncDispose]();
        forgetWorker(store.quick, id);
      },
    };
  } catch (error) {
    forgetWorker(store.quick, id);
    throw error;
  }
}

/** @throws UserError while another process carries a run of the assignment that keeps nothing. */
export function refuseBesideApart({ store, assignment }: Session): void {
  const other = liveWorkers(store.quick).find(
    ({ apartFor, pid }) => apartFor === assignment.name && pid !== ownProcess.pid,
  );
  if (!other) return;
  const message = `A run of ${assignment.name} with ${setting} goes on in process ${other.pid}.`;
  throw new UserError('run-apart', message, 'Wait until it is done, or stop it there with Ctrl-C.');
}

async function refuseWhileOpen(session: Session): Promise<void> {
  const pipeline = await findOpenPipeline(session);
  if (pipeline) throw runIsOpen(pipeline, session.assignment.name);
}

function runIsOpen(pipeline: Pipeline, assignment: string): UserError {
  const name = shellWord(assignment);
  return new UserError(
    'run-open',
    `A ${pipeline} run of ${assignment} is open, and ${setting} would write beside it.`,
    `Finish it first (the same command without ${setting}), or end it: aita cancel --assignment ${name}`,
  );
}

const keptRunsOnly = (): UserError =>
  new UserError(
    'kept-runs-only',
    `This command goes on with a run that was kept, and ${setting} keeps none.`,
    `Take ${setting} out of the environment and .env, then type it again.`,
  );

const nobodyElse = (): UserError =>
  new UserError(
    'wrong-usage',
    `--no-worker leaves the work to other workers, and a run with ${setting} has none.`,
    'Leave out --no-worker.',
  );

function engineLost(): never {
  throw new UserError(
    'engine-lost',
    `The engine in memory of this run (${setting}) is gone.`,
    'Type the command again: it begins anew. Results already written and the cost stay.',
    ExitCode.unexpected,
  );
}
