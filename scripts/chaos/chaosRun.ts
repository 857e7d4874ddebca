import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../test/support/avoidableRepeats.ts';
import { seededRandom } from '../../test/support/faultModel/seededRandom.ts';
import { drawChaosExam, type ExamSize, type Item } from './chaosExam.ts';
import type { Actor, ChaosStage } from './chaosStage.ts';
import { kill, type Cast, type Kill, type KillKind } from './kill.ts';
import { TornFiles } from './tornFiles.ts';

export interface ChaosOptions {
  kills: number;
  seed: number;
  size: ExamSize;
  onLine: (line: string) => void;
}

/** What happened, beside what the model saw and what lies on disk. */
export interface ChaosRecord {
  items: Item[];
  kills: Kill[];
  /** Commands that ended with an error although nobody had killed them, with the end of what they said. */
  gaveUp: string[];
  torn: string[];
}

/** Of the kills, so many come after the next call, where most is to lose; the others at any moment, start-up included. */
const shareAmidCalls = 0.7;
const longestPauseMs = 2500;
/** From a restart to the next call on a busy machine. */
const longestStartMs = 10_000;
const longestAwayMs = 400;
/** Without a kill, no pipeline of this size takes so long. */
const patienceMs = 120_000;
const pipelines = ['generate-rubric', 'transcribe'] as const;

/** Runs exam after exam, killing at seeded random moments, until the kills are used up and the last run has ended. */
export async function runChaos(stage: ChaosStage, options: ChaosOptions): Promise<ChaosRecord> {
  const random = seededRandom(options.seed, 'kills');
  const torn = new TornFiles(stage.dataDir);
  const record: ChaosRecord = { items: [], kills: [], gaveUp: [], torn: torn.found };
  const first = 'exam-01';
  record.items.push(...(await drawChaosExam(stage.dataDir, first, options.size)));
  let worker = stage.start('worker', '--quiet');
  for (let number = 1, exam = first; ;) {
    torn.watch(exam);
    for (const pipeline of pipelines) {
      worker = await underFire({ stage, options, record, random, torn }, { exam, pipeline, worker });
    }
    if (record.kills.length >= options.kills) break;
    exam = `exam-${String(++number).padStart(2, '0')}`;
    record.items.push(...(await drawChaosExam(stage.dataDir, exam, options.size)));
  }
  worker.child.kill('SIGTERM');
  noteEnd(record, 'worker', worker, await worker.done);
  torn.checkAll();
  return record;
}

interface Fire {
  stage: ChaosStage;
  options: ChaosOptions;
  record: ChaosRecord;
  random: () => number;
  torn: TornFiles;
}

/** Runs one pipeline to its end, whatever is killed meanwhile; gives the worker that lives then. */
async function underFire(
  fire: Fire,
  { exam, pipeline, worker }: { exam: string; pipeline: (typeof pipelines)[number]; worker: Actor },
): Promise<Actor> {
  const { stage, options, record, random } = fire;
  const commandCalls = random() < 0.5;
  const args = [pipeline, '--assignment', exam, '--yes', '--quiet', ...(commandCalls ? [] : ['--no-worker'])];
  const cast: Cast = { worker, command: stage.start(...args), commandCalls };
  for (;;) {
    const isLast = record.kills.length >= options.kills;
    const pause = (signal: AbortSignal) =>
      isLast ? delay(patienceMs, null, { signal }) : untilKill(fire, signal);
    const ended = await endOrPause(cast.command, pause);
    if (ended) {
      if (noteEnd(record, `${pipeline} ${exam}`, cast.command, await cast.command.done)) break;
      cast.command = stage.start(...args);
    } else if (isLast) {
      throw new Error(
        `${pipeline} of ${exam} did not end within ${patienceMs / 1000} s: ${cast.command.said.text}`,
      );
    } else {
      await killOnce(fire, cast, args);
    }
  }
  for (const made of record.kills) made.overAtMs ??= nowMs();
  options.onLine(`${pipeline} ${exam} has ended`);
  return cast.worker;
}

async function killOnce({ stage, options, record, random }: Fire, cast: Cast, args: string[]): Promise<void> {
  if (!cast.worker.isAlive()) {
    noteEnd(record, 'worker', cast.worker, await cast.worker.done);
    cast.worker = stage.start('worker', '--quiet');
  }
  const kind = chooseKind(random());
  const { kill: made, exitCode } = await kill(stage, cast, kind);
  record.kills.push(made);
  if (kind === 'term') noteEnd(record, 'worker told to end', cast.worker, exitCode);
  const { total, inFlight } = await stage.model.stats();
  options.onLine(
    `kill ${record.kills.length}/${options.kills}: ${kind}, ${args[0]} ${args[2]}, ${total} calls, ${inFlight} in flight`,
  );
  await delay(random() * longestAwayMs);
  if (kind !== 'engine') made.restartedAtMs = nowMs();
  if (kind === 'worker' || kind === 'term' || kind === 'all') cast.worker = stage.start('worker', '--quiet');
  if (kind === 'command' || kind === 'all') cast.command = stage.start(...args);
}

function chooseKind(random: number): KillKind {
  if (random < 0.3) return 'worker';
  if (random < 0.5) return 'command';
  if (random < 0.65) return 'engine';
  return random < 0.85 ? 'all' : 'term';
}

/** Waits for the moment of the next kill. */
async function untilKill({ stage, random }: Fire, signal: AbortSignal): Promise<void> {
  const isAmidCalls = random() < shareAmidCalls;
  const pauseMs = random() * longestPauseMs;
  const { total } = await stage.model.stats();
  for (const deadline = nowMs() + longestStartMs; isAmidCalls && nowMs() < deadline;) {
    if ((await stage.model.stats()).total > total) break;
    await delay(50, null, { signal });
  }
  await delay(pauseMs, null, { signal });
}

/** True when the command ended before the pause. */
async function endOrPause(
  command: Actor,
  pause: (signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  const over = new AbortController();
  const ended = command.done.then(() => true);
  try {
    return await Promise.race([ended, pause(over.signal).then(() => false)]);
  } finally {
    over.abort();
  }
}

/** True when it ended as it should: all done, finished with failed items, or told to end before it had begun to listen. */
function noteEnd(
  record: ChaosRecord,
  name: string,
  { said, child }: Actor,
  exitCode: number | null,
): boolean {
  if (exitCode === 0 || exitCode === 3 || child.signalCode === 'SIGTERM') return true;
  record.gaveUp.push(`${name} ended with ${exitCode}: ${said.text.trim()}`);
  return false;
}
