import { counted } from '../domain/counted.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../domain/shellWord.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import { Store, storeFile } from '../store/store.ts';

/** How the demo runs AITA: its own folders, no key, real processes. */
export interface DemoStage {
  dir: string;
  dataDir: string;
  env: NodeJS.ProcessEnv;
}

/** `main.ts` in a clone, `main.js` when installed. */
const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));

/** Starts a command as a process of its own; its stderr is shown as it comes. */
export function startCommand(
  stage: DemoStage,
  args: string[],
): { child: ChildProcess; done: Promise<string> } {
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], {
    cwd: stage.dir,
    env: stage.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const done = once(child, 'close').then(() => stdout);
  return { child, done };
}

/** Runs a command to its end and gives what it printed. */
export async function runCommand(stage: DemoStage, args: string[]): Promise<string> {
  const { child, done } = startCommand(stage, args);
  const stdout = await done;
  refuseWith(child, args);
  if (child.exitCode !== 0) throw new Error(`aita ${args.join(' ')} ended with ${child.exitCode}.`);
  return stdout;
}

/** What a step of the demo refuses is a mistake to mend, and it has said which. */
function refuseWith({ exitCode }: ChildProcess, args: string[]): void {
  if (exitCode !== ExitCode.usage) return;
  const command = `aita ${args.map(shellWord).join(' ')}`;
  throw new UserError('demo-step', `A step of the demo refused: ${command}`, 'It says above what to do.');
}

export interface KilledRun {
  pages: number;
  /** Replies stored when the worker was killed: what the resume did not have to ask again. */
  savedByResume: number;
  calls: number;
  /** Calls that were in flight at the kill, and asked again. */
  repeated: number;
  /** The object that `transcribe --json` printed. */
  result: { exitCode: number | null; stdout: string };
}

const killAfterShare = 0.4;

/** Transcribes with a worker that is killed with SIGKILL in the middle, and a second one that takes over. */
export async function transcribeThroughAKill(
  stage: DemoStage,
  pages: number,
  onLine: (line: string) => void,
): Promise<KilledRun> {
  const worker = () => startCommand(stage, ['worker', '--offline', '--quiet', '--data-dir', stage.dataDir]);
  const first = worker();
  const watch = ['transcribe', '--offline', '--no-worker', '--json', '--data-dir', stage.dataDir];
  const watcher = startCommand(stage, watch);
  const store = new Store(storeFile(stage.dataDir));
  const isOver = () => watcher.child.exitCode !== null;
  while (countCalls(store, 'used') < pages * killAfterShare && !isOver()) await delay(50);
  first.child.kill('SIGKILL');
  await first.done;
  const savedByResume = countCalls(store, 'used');
  onLine(
    `Killed worker ${first.child.pid} with SIGKILL after ${counted(savedByResume, 'page')}; another one starts.`,
  );
  const second = worker();
  const stdout = await watcher.done;
  second.child.kill('SIGTERM');
  await second.done;
  const repeated = countCalls(store, 'unknown');
  const calls = countCalls(store, 'used') + countCalls(store, 'unusable') + repeated;
  store.close();
  refuseWith(watcher.child, watch);
  return { pages, savedByResume, calls, repeated, result: { exitCode: watcher.child.exitCode, stdout } };
}

const countCalls = (store: Store, kind: string): number =>
  Number(store.quick.get('select count(*) as n from journal where kind = ?', kind)?.['n']);
