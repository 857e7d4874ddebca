import { counted } from '../../domain/counted.ts';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findTemporal } from '../../engine/findTemporal.ts';
import { shellWord } from '../../domain/shellWord.ts';
import { ExitCode } from '../../domain/userError.ts';
import { makeFolder } from '../../files/makeFolder.ts';
import { checkDevPackages } from '../../offline/devPackages.ts';
import { checkSample } from '../../offline/sample.ts';
import { samplePages } from '../../offline/sampleQuestions.ts';
import { transcriptionErrors } from '../../offline/transcriptionErrors.ts';
import { commandConfig } from '../commandConfig.ts';
import { runCommand, transcribeThroughAKill, type DemoStage, type KilledRun } from '../demo.ts';
import type { Estimate } from '../estimate.ts';
import type { Io } from '../io.ts';
import { printJson, type RunResult } from '../output.ts';

export interface Options {
  dir?: string;
  students?: number;
  json?: boolean;
}

export async function run({ dir, students = 12, json }: Options, io: Io): Promise<ExitCode> {
  const stage = await setStage(io, dir, students);
  const onLine = (line: string) => io.err(line);
  try {
    onLine(`The demo works in ${stage.dir}, without a key, with a stand-in for the model.`);
    await runCommand(stage, ['sample', '--dir', stage.dir, '--students', String(students)]);
    const { dataDir } = stage;
    const perStudent = String(samplePages);
    await runCommand(stage, ['ingest', '--data-dir', dataDir, '--pages-per-student', perStudent]);
    const killed = await transcribeThroughAKill(stage, students * samplePages, onLine);
    onLine('Now an answer key and a rubric for each question.');
    const made = await runCommand(stage, ['generate-rubric', '--offline', '--json', '--data-dir', dataDir]);
    const rubric = JSON.parse(made) as RunResult;
    const reports = await runCommand(stage, ['report', '--data-dir', dataDir]);
    const facts = { ...(await gatherFacts(stage, killed, reports)), rubric: rubricFacts(rubric) };
    if (json) printJson(io, facts);
    else io.out(demoLines(facts).join('\n'));
    return killed.result.exitCode === 0 ? ExitCode.done : ExitCode.unexpected;
  } finally {
    await runCommand(stage, ['engine', 'stop', '--yes', '--quiet']);
  }
}

/** The beginning of its path. */
const newFolder = join(tmpdir(), 'aita-demo-');

/** Folders and an engine of the demo's own: nothing of the user's is touched or left running. */
async function setStage(io: Io, given: string | undefined, students: number): Promise<DemoStage> {
  const config = commandConfig({ offline: true }, io);
  const wanted = given === undefined ? newFolder : resolve(config.workingDir, given);
  checkSample({ dir: wanted, students });
  await checkDevPackages();
  const dir = given === undefined ? await mkdtemp(newFolder) : wanted;
  await makeFolder(dir);
  const program = await findTemporal({ ...config, onLine: (line) => io.err(line) });
  const env = {
    ...withoutSettings(io.env),
    AITA_STATE_DIR: join(dir, 'state'),
    AITA_TEMPORAL_CLI: program.path,
    AITA_MAX_WORKERS: '5',
    // The stand-in has no limit; the machine's cores are the bound.
    AITA_RATE_LIMIT_RPS: '100',
  };
  return { dir, dataDir: join(dir, 'data'), env };
}

const withoutSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(AITA|TEMPORAL|OPENAI|OPENROUTER)_|^INIT_CWD$/.test(name)),
  );

interface DemoFacts extends Omit<KilledRun, 'result'> {
  status: string;
  elapsedMs: number | null;
  costUsd: number | null;
  /** Wrong characters per handwritten character, of the stand-in's OCR. */
  characterErrorRate: number | null;
  /** What a vision model would cost for the same pages. */
  estimate: Pick<Estimate, 'costUsd' | 'calls'> & { model: string };
  report: string;
  dir: string;
  workflowId: string | null;
}

async function gatherFacts(
  stage: DemoStage,
  { result, ...killed }: KilledRun,
  reports: string,
): Promise<DemoFacts> {
  const run = JSON.parse(result.stdout) as RunResult;
  const dry = await runCommand(stage, ['transcribe', '--dry-run', '--json', '--data-dir', stage.dataDir]);
  const { estimate, model } = JSON.parse(dry) as { estimate: Estimate; model: string };
  const assignment = run.assignment ?? '';
  const truth = join(stage.dir, 'truth', `${assignment}.json`);
  const errors = await transcriptionErrors(stage.dataDir, assignment, truth);
  return {
    ...killed,
    status: run.status,
    elapsedMs: run.elapsedMs,
    costUsd: run.usage?.costUsd ?? null,
    characterErrorRate: errors.errorRate,
    estimate: { costUsd: estimate.costUsd, calls: estimate.calls, model },
    report: join(stage.dir, reports.trim().split('\n').at(-1) ?? ''),
    dir: stage.dir,
    workflowId: run.workflowId,
  };
}

interface RubricFacts {
  questions: number;
  status: string;
  elapsedMs: number | null;
}

/** Each question takes two steps: its key, then its rubric. */
const rubricFacts = ({ done, status, elapsedMs }: RunResult): RubricFacts => ({
  questions: (done ?? 0) / 2,
  status,
  elapsedMs,
});

function demoLines(facts: DemoFacts & { rubric: RubricFacts }): string[] {
  const { rubric, pages, calls, repeated, savedByResume, characterErrorRate, estimate, report, dir } = facts;
  const rate = characterErrorRate === null ? 'unknown' : `${(characterErrorRate * 100).toFixed(1)} %`;
  const price = estimate.costUsd === null ? 'unknown' : `about $${estimate.costUsd.toFixed(2)}`;
  return [
    '',
    `Pages           ${pages} transcribed in ${((facts.elapsedMs ?? 0) / 1000).toFixed(0)} s, through a kill -9 of the worker`,
    `Calls           ${calls}, of which ${repeated} were in flight at the kill and asked again`,
    `Saved           ${savedByResume} replies that were stored before the kill and not asked again`,
    `Rubric          ${counted(rubric.questions, 'question')} in ${((rubric.elapsedMs ?? 0) / 1000).toFixed(0)} s, an answer key and criteria each (by simple rules here)`,
    `Error rate      ${rate} of the characters (the stand-in is plain OCR; a vision model reads handwriting far better)`,
    `Cost            $0.00 here; ${price} (estimate) with ${estimate.model}`,
    `Report          ${report}`,
    `Web UI          the demo's engine is stopped; look again: AITA_STATE_DIR=${shellWord(join(dir, 'state'))} aita engine start`,
    '',
    'Your own exam:',
    '  aita init Final',
    '  aita ingest --assignment Final',
    '  aita transcribe --assignment Final',
    '  aita generate-rubric --assignment Final',
  ];
}
