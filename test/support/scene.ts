import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { RunResult } from '../../src/client/output.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { foundProgram } from './engine.ts';
import { bareEnvironment, type CliRun } from './runCli.ts';
import { runHere } from './runHere.ts';
import type { FaultModelOptions } from './faultModel.ts';
import { spawnFaultModel, type SpawnedFaultModel } from './spawnFaultModel.ts';

export interface SceneOptions extends FaultModelOptions {
  students?: number;
  pages?: number;
  /** Settings of every command, e.g. `{ AITA_MAX_WORKERS: '5' }`. */
  env?: Record<string, string>;
}

/** An exam, an engine and a model of their own, and the command line on them. Everything ends with the tests of the file. */
export interface Scene extends CommandLine {
  model: SpawnedFaultModel;
  folder: string;
  dataDir: string;
  env: Record<string, string>;
  store(): Store;
  result(student: string): {
    pages: { page: number; status: string; text: string | null; reason: string | null }[];
  };
}

export interface CommandLine {
  /** Starts a command in a process (and group) of its own. */
  start(...args: string[]): RunningCommand;
  /** Runs a command to its end, in this process: starting one of its own takes a second of a processor. */
  run(...args: string[]): Promise<CliRun>;
  /** Runs it with `--yes --json --quiet` and reads the object. */
  json(...args: string[]): Promise<RunResult & CliRun>;
  /** The same with more settings. */
  with(env: Record<string, string>): CommandLine;
}

export interface RunningCommand {
  child: ChildProcess;
  /** What it wrote so far. */
  output: CliRun;
  done: Promise<CliRun>;
  kill(signal: NodeJS.Signals): void;
}

const main = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

export async function openScene({
  students = 6,
  pages = 5,
  env = {},
  ...model
}: SceneOptions = {}): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'aita-scene-'));
  const dataDir = join(folder, 'data');
  const spawned = await spawnFaultModel({ latency: 150, ...model });
  await drawExam(join(dataDir, 'Final'), students, pages);
  const own = {
    ...(await foundProgram()),
    AITA_STATE_DIR: join(folder, 'state'),
    AITA_DATA_DIR: dataDir,
    AITA_BASE_URL: spawned.baseUrl,
    AITA_API_KEY: 'test',
    AITA_MODEL: 'gpt-5.4-mini',
    AITA_RATE_LIMIT_RPS: '1000',
    ...env,
  };
  const commands = commandLine(own, folder);
  after(async () => {
    await commands.start('engine', 'stop', '--yes', '--quiet').done;
    await spawned.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    model: spawned,
    folder,
    dataDir,
    env: own,
    ...commands,
    store: () => new Store(storeFile(dataDir)),
    result: (student) =>
      JSON.parse(readFileSync(join(dataDir, 'Final', 'transcriptions', `${student}.json`), 'utf8')) as never,
  };
}

function commandLine(env: Record<string, string>, cwd: string): CommandLine {
  const run = (...args: string[]) => runHere(args, { cwd, env });
  return {
    start: (...args) => startCommand(args, env, cwd),
    run,
    async json(...args) {
      const ended = await run(...args, '--yes', '--json', '--quiet');
      return { ...ended, ...(JSON.parse(ended.stdout) as RunResult) };
    },
    with: (more) => commandLine({ ...env, ...more }, cwd),
  };
}

function startCommand(args: string[], env: Record<string, string>, cwd: string): RunningCommand {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd,
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: CliRun = { exitCode: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const done = once(child, 'close').then(([exitCode]) => ({
    ...output,
    exitCode: exitCode as number | null,
  }));
  after(() => child.kill('SIGKILL'));
  return { child, output, done, kill: (signal) => void child.kill(signal) };
}

/** Small pages with a word on each, all different: `Final/pages/<name>/page-1.jpg`. */
async function drawExam(dir: string, students: number, pages: number): Promise<void> {
  for (let student = 1; student <= students; student++) {
    const folder = join(dir, 'pages', `Zoë Müller ${student}`);
    mkdirSync(folder, { recursive: true });
    for (let page = 1; page <= pages; page++) {
      const text = `<text x="20" y="60" font-size="24">answer ${student} of ${page}</text>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400"><rect width="300" height="400" fill="white"/>${text}</svg>`;
      writeFileSync(join(folder, `page-${page}.jpg`), await sharp(Buffer.from(svg)).jpeg().toBuffer());
    }
  }
}
