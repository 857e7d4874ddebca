import type { StepResult } from '../activities/keepOutcome.ts';
import { keyItem, rubricItem } from '../domain/plan.ts';
import type { Counts } from '../domain/progress.ts';
import { asChunk, inChunks, type ChunkInput, type Listener } from './shared/chunks.ts';
import { fanOut, settle, type Outcome } from './shared/fanOut.ts';
import { localSteps, modelStepsOn } from './shared/proxies.ts';
import { asRun, type RunInput, type RunResult } from './shared/run.ts';

/** Writes each question's answer key and, as soon as that is there, its rubric; a failed question stops no other. */
export async function generateRubric(input: RunInput): Promise<RunResult> {
  return asRun('generateRubric', input, {
    work: (whole, book) =>
      inChunks(whole, { body: writeQuestions, childType: 'generateRubricQuestions' }, book),
    writeResults: (run) => localSteps.writeRubricFiles({ run }),
  });
}

/** A chunk of a large `generateRubric`, in its own history. */
export async function generateRubricQuestions(input: ChunkInput): Promise<Counts> {
  return asChunk(input, writeQuestions);
}

interface Question {
  id: string;
  /** The instructor wrote its rubric. */
  hasRubric: boolean;
}

async function writeQuestions(input: ChunkInput, listener: Listener): Promise<void> {
  const { run, from, to } = input;
  const questions = await localSteps.listQuestions({ plan: run.plan, from, to });
  await fanOut(questions, {
    width: () => input.lanes,
    work: (question) => writeQuestion(input, question, listener),
    onSettled: () => undefined,
    onHandedOut: listener.onHandedOut,
  });
}

async function writeQuestion(
  input: ChunkInput,
  { id, hasRubric }: Question,
  listener: Listener,
): Promise<void> {
  const { run, modelQueue } = input;
  const steps = modelStepsOn(modelQueue);
  const question = { run, question: id };
  const keep = async (item: string, outcome: Outcome<StepResult>) => {
    listener.count(item, outcome);
    if (!outcome.ok && !outcome.isKept) await localSteps.recordFailure({ run, item, reason: outcome.reason });
  };
  const key = await settle(steps.writeAnswerKey.executeWithOptions({ summary: keyItem(id) }, [question]));
  await keep(keyItem(id), key);
  if (hasRubric) return;
  const rubric = key.ok
    ? await settle(steps.writeRubric.executeWithOptions({ summary: rubricItem(id) }, [question]))
    : { ok: false as const, reason: `Its answer key failed: ${key.reason}`, isKept: false };
  await keep(rubricItem(id), rubric);
}
