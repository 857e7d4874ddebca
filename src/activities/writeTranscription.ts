import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pageItem, type PlannedPage, type TranscribePlan } from '../domain/plan.ts';
import type { PageTranscription, StudentTranscription } from '../domain/transcription.ts';
import { knownPageFacts } from '../files/pageFacts.ts';
import { readReply as readWholeReply } from '../llm/readReply.ts';
import { readOutcome, type Outcome } from '../store/outcomes.ts';
import { readPlanPart, readPlanParts } from '../store/plans.ts';
import { readReply } from '../store/replies.ts';
import type { Desk, Run } from './desk.ts';
import { readPlanOf } from './plans.ts';
import { keepResultFile, type Kept } from './resultFile.ts';
import { readPageText } from './transcribe.prompt.ts';

export function transcriptionFiles(desk: Desk) {
  return {
    /** Writes one student's pages as they stand; called when the last page is done, and for the rest when the run ends. */
    async writeTranscription({ run, student }: { run: Run; student: string }): Promise<Kept> {
      return writeStudent(desk, run, student);
    },

    /** Writes every student as they stand; one of whom this run has settled no page keeps the file of an earlier run. */
    async writeTranscriptions({ run }: { run: Run }): Promise<{ written: number; kept: number }> {
      const results: Kept[] = [];
      for (const student of readPlanParts(desk.store.quick, run.plan)) {
        results.push(await writeStudent(desk, run, student));
      }
      const count = (kind: Kept) => results.filter((result) => result === kind).length;
      return { written: count('written'), kept: count('kept') };
    },
  };
}

async function writeStudent(desk: Desk, run: Run, student: string): Promise<Kept> {
  const plan = readPlanOf<TranscribePlan>(desk, run.plan);
  const pages = readPlanPart<PlannedPage>(desk.store.quick, run.plan, student);
  const outcomes = pages.map((page) => ownOutcome(desk, run, page));
  const path = join(plan.folder, 'transcriptions', `${student}.json`);
  if (outcomes.every((outcome) => outcome === null) && existsSync(join(desk.dataDir, path))) return 'nothing';
  const { model, endpoint, promptVersion } = plan;
  const result: StudentTranscription = {
    student,
    assignment: plan.assignment,
    madeBy: { model, endpoint, promptVersion, at: new Date(run.startedAt).toISOString() },
    pages: pages.map((page, index) => toPage(desk, page, outcomes[index] ?? null)),
  };
  return keepResultFile(desk, path, result, { force: plan.force, isOffline: endpoint === 'offline' });
}

function ownOutcome(desk: Desk, run: Run, page: PlannedPage): Outcome | null {
  const outcome = readOutcome(desk.store.quick, run.job, pageItem(page));
  return outcome?.run === run.id ? outcome : null;
}

function toPage(desk: Desk, planned: PlannedPage, outcome: Outcome | null): PageTranscription {
  const { page, path } = planned;
  const base = {
    page,
    image: path,
    imageDigest: outcome && digestRead(desk, planned),
    status: 'pending' as const,
    text: null,
    confidence: null,
    notes: null,
    reason: null,
  };
  if (!outcome) return base;
  if (outcome.status !== 'done') return { ...base, status: outcome.status, reason: outcome.reason };
  const stored = readReply(desk.store.durable, outcome.ref ?? '');
  const reading = stored ? readWholeReply(stored.reply, readPageText) : null;
  if (!reading?.ok)
    return { ...base, status: 'failed', reason: 'The stored reply is damaged; run the command again.' };
  return { ...base, status: 'done', ...reading.value };
}

const digestRead = ({ store }: Desk, page: PlannedPage): string | null =>
  knownPageFacts(store.pageFacts, page)?.digest ?? null;
