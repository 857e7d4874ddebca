import { pageItem, type PageRef } from '../domain/plan.ts';
import type { Counts } from '../domain/progress.ts';
import { asChunk, inChunks, type ChunkInput, type Listener } from './shared/chunks.ts';
import { fanOut } from './shared/fanOut.ts';
import { localSteps, modelStepsOn } from './shared/proxies.ts';
import { asRun, type RunInput, type RunResult } from './shared/run.ts';
import { sideSteps } from './shared/sideSteps.ts';

/** Reads every page of every student; a page that stays unreadable is listed and the rest go on. */
export async function transcribe(input: RunInput): Promise<RunResult> {
  return asRun('transcribe', input, {
    work: (whole, book) => inChunks(whole, { body: readPages, childType: 'transcribePages' }, book),
    writeResults: (run) => localSteps.writeTranscriptions({ run }),
  });
}

/** A chunk of a large `transcribe`, in its own history. */
export async function transcribePages(input: ChunkInput): Promise<Counts> {
  return asChunk(input, readPages);
}

/** All pages in one fan-out over all students; a student's file is written when its last page is settled. */
async function readPages(input: ChunkInput, listener: Listener): Promise<void> {
  const { run, from, to, modelQueue } = input;
  const pages = await localSteps.listPages({ plan: run.plan, from, to });
  const steps = modelStepsOn(modelQueue);
  const left = countByStudent(pages);
  const files = sideSteps();
  await fanOut(pages, {
    width: () => input.lanes,
    work: (page) => steps.transcribePage.executeWithOptions({ summary: pageItem(page) }, [{ run, ...page }]),
    onSettled: (page, outcome) => {
      listener.count(pageItem(page), outcome);
      if (!outcome.ok && !outcome.isKept) {
        files.add(localSteps.recordFailure({ run, item: pageItem(page), reason: outcome.reason }));
      }
      if (left.finish(page.student)) files.add(localSteps.writeTranscription({ run, student: page.student }));
    },
    onHandedOut: listener.onHandedOut,
  });
  await files.done();
}

function countByStudent(pages: readonly PageRef[]) {
  const left = new Map<string, number>();
  for (const { student } of pages) left.set(student, (left.get(student) ?? 0) + 1);
  return {
    /** True when this was the student's last open page. */
    finish(student: string): boolean {
      const now = (left.get(student) ?? 0) - 1;
      left.set(student, now);
      return now === 0;
    },
  };
}
