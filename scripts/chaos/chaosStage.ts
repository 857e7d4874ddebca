import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFiles, type EngineFiles } from '../../src/engine/engineRecord.ts';
import { foundProgram } from '../../test/support/engine.ts';
import { bareEnvironment } from '../../test/support/runCli.ts';
import { spawnFaultModel, type SpawnedFaultModel } from '../../test/support/spawnFaultModel.ts';
import { seededFaults } from './seededFaults.ts';

export interface StageOptions {
  seed: number;
  /** Calls in flight at once. */
  width: number;
  latencyMs: number;
}

/** A data folder, an engine and a model of the run's own, and commands as real processes on them. */
export interface ChaosStage extends AsyncDisposable {
  folder: string;
  dataDir: string;
  env: Record<string, string>;
  engine: EngineFiles;
  model: SpawnedFaultModel;
  start(...args: string[]): Actor;
  /** Leaves the folder where it is when the stage closes. */
  keep(): void;
}

/** One command as a process. */
export interface Actor {
  child: ChildProcess;
  /** The end of what it wrote to stderr and stdout. */
  said: { text: string };
  /** Exit code, `null` after a signal. */
  done: Promise<number | null>;
  isAlive(): boolean;
}

const main = join(import.meta.dirname, '..', '..', 'src', 'client', 'main.ts');
const keptCharacters = 3000;

function newFolders(): { folder: string; dataDir: string } {
  const folder = mkdtempSync(join(tmpdir(), 'aita-chaos-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  return { folder, dataDir };
}

export async function openChaosStage({ seed, width, latencyMs }: StageOptions): Promise<ChaosStage> {
  const { folder, dataDir } = newFolders();
  const model = await spawnFaultModel({
    seed,
    latency: { ms: latencyMs, jitter: 0.5 },
    prices: { inUsdPerMillion: 0.25, outUsdPerMillion: 2 },
    keyPattern: '<<(.+?)>>',
    faults: seededFaults,
  });
  const env = {
    ...(await foundProgram()),
    AITA_STATE_DIR: join(folder, 'state'),
    AITA_DATA_DIR: dataDir,
    AITA_BASE_URL: model.baseUrl,
    AITA_API_KEY: 'chaos',
    AITA_MODEL: 'gpt-5.4-mini',
    AITA_MAX_WORKERS: String(width),
    AITA_RATE_LIMIT_RPS: '1000',
  };
  const actors = new Set<Actor>();
  const start = (...args: string[]): Actor => {
    const actor = startActor(args, env, folder);
    actors.add(actor);
    void actor.done.then(() => actors.delete(actor));
    return actor;
  };
  let isKept = false;
  return {
    ...{ folder, dataDir, env, model, start, engine: engineFiles(env.AITA_STATE_DIR) },
    keep: () => void (isKept = true),
    async [Symbol.asyncDispose]() {
      for (const { child } of actors) child.kill('SIGKILL');
      await Promise.all([...actors].map(({ done }) => done));
      await start('engine', 'stop', '--yes', '--quiet').done;
      await model.close();
      if (!isKept) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function startActor(args: string[], env: Record<string, string>, cwd: string): Actor {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd,
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { text: '' };
  const keep = (text: string) => void (said.text = (said.text + text).slice(-keptCharacters));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const done = once(child, 'close').then(([code]) => code as number | null);
  return { child, said, done, isAlive: () => child.exitCode === null && child.signalCode === null };
}
