import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { foundProgram } from '../test/support/engine.ts';
import { bareEnvironment } from '../test/support/runCli.ts';
import { spawnFaultModel, type SpawnedFaultModel } from '../test/support/spawnFaultModel.ts';
import type { FaultModelOptions } from '../test/support/faultModel.ts';

/** A model, an engine and exams of the bench's own. */
export interface Stage extends AsyncDisposable {
  model: SpawnedFaultModel;
  /** Makes an exam and gives the folder to name with `--data-dir`. */
  exam(students: number, pages: number): Promise<string>;
  /** The state folder of the engine. */
  stateDir: string;
  /** What commands and programs need to use this engine and model. */
  env: Record<string, string>;
  /** Starts the real command, to be killed. */
  start(args: string[]): ChildProcess;
  /** Runs the real command as a user's launcher does; gives what it printed and the memory it held. */
  aita(args: string[], env?: Record<string, string>): Promise<Ended>;
}

export interface Ended {
  exitCode: number;
  stdout: string;
  peakMb: number;
  /** Resident memory every 100 ms; `atMs` since 1970. */
  memory: { atMs: number; mb: number }[];
}

const main = join(import.meta.dirname, '..', 'src', 'client', 'main.ts');
/** The launcher's. */
const flags = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=16',
  '--max-old-space-size=512',
];

export async function openStage(options: FaultModelOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'aita-bench-'));
  const model = await spawnFaultModel(options);
  const own = {
    ...(await foundProgram()),
    AITA_STATE_DIR: join(folder, 'state'),
    AITA_BASE_URL: model.baseUrl,
    AITA_API_KEY: 'bench',
    AITA_MODEL: 'gpt-5.4-mini',
  };
  const start = (args: string[], env = {}) => startAita(args, { ...own, ...env });
  const aita: Stage['aita'] = async (args, env = {}) => {
    const child = start(args, env);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const memory: Ended['memory'] = [];
    const watch = setInterval(() => memory.push({ atMs: Date.now(), mb: residentMb(child.pid ?? 0) }), 100);
    const [exitCode] = (await once(child, 'close')) as [number];
    clearInterval(watch);
    if (exitCode !== 0) throw new Error(`aita ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
    const peakMb = memory.reduce((most, { mb }) => Math.max(most, mb), 0);
    return { exitCode, stdout, peakMb, memory };
  };
  await aita(['engine', 'start', '--quiet']);
  return {
    model,
    stateDir: own.AITA_STATE_DIR,
    env: { ...bareEnvironment(), ...own },
    start,
    aita,
    exam: (students, pages) => drawExam(mkdtempSync(join(folder, 'data-')), students, pages),
    async [Symbol.asyncDispose]() {
      await aita(['engine', 'stop', '--yes', '--quiet']);
      await model.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const startAita = (args: string[], env: Record<string, string>) =>
  spawn(process.execPath, [...flags, main, ...args], {
    env: { ...bareEnvironment(), MALLOC_ARENA_MAX: '2', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

function residentMb(pid: number): number {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * 4096) / 1e6;
  } catch (error) {
    // The process has ended between two looks.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return 0;
    throw error;
  }
}

/** Pages of 620 x 877 with some lines of text, all different. */
async function drawExam(dataDir: string, students: number, pages: number): Promise<string> {
  for (let student = 1; student <= students; student++) {
    const dir = join(dataDir, 'Final', 'pages', `s${student}`);
    mkdirSync(dir, { recursive: true });
    for (let page = 1; page <= pages; page++) {
      const lines = Array.from(
        { length: 12 },
        (_, line) =>
          `<text x="60" y="${120 + line * 55}" font-size="24">line ${line} of page ${page} by ${student}</text>`,
      );
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="877"><rect width="620" height="877" fill="#fdfcf5"/>${lines.join('')}</svg>`;
      writeFileSync(join(dir, `${page}.jpg`), await sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer());
    }
  }
  return dataDir;
}
