import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { UserError } from '../../src/domain/userError.ts';
import type { Call } from '../../src/store/journal.ts';
import { readJournal } from '../../src/store/journal.ts';
import { readReply } from '../../src/store/replies.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { clientOf } from '../../test/support/histories.ts';
import type { ChaosRecord } from './chaosRun.ts';
import type { ChaosStage } from './chaosStage.ts';
import { readCosts } from './costs.ts';
import type { Evidence, OpenLease, Result, RunCounts } from './evidence.ts';
import { readResults } from './readResults.ts';

/** Collects what the model, the store, the files and the engine say after a run. */
export async function readEvidence(stage: ChaosStage, record: ChaosRecord, width: number): Promise<Evidence> {
  const read = await Promise.all(
    [...new Set(record.items.map(({ exam }) => exam))].map((exam) => resultsOrFault(stage.dataDir, exam)),
  );
  // Before the journal is read: it books calls whose processes died.
  const costs = await readCosts(stage);
  const store = new Store(storeFile(stage.dataDir));
  try {
    return {
      ...record,
      width,
      costs,
      calls: await stage.model.calls(),
      results: read.flatMap(({ results }) => results),
      journal: readJournal(store.quick, 0, Number.MAX_SAFE_INTEGER),
      openLeases: readLeases(store),
      histories: await readHistories(stage),
      torn: [
        ...record.torn,
        ...read.flatMap(({ fault }) => fault ?? []),
        ...faultsOfStore(store),
        ...changedFiles(store, stage.dataDir),
      ],
    };
  } finally {
    store.close();
  }
}

/** A file of another shape than it should have is a finding, and what it held is lost. */
async function resultsOrFault(
  dataDir: string,
  exam: string,
): Promise<{ results: Result[]; fault: string | null }> {
  try {
    return { results: await readResults(dataDir, exam), fault: null };
  } catch (error) {
    const isShape = error instanceof UserError || error instanceof SyntaxError || error instanceof ZodError;
    if (!isShape) throw error;
    return { results: [], fault: `${exam}: ${error.message}` };
  }
}

function readLeases(store: Store): OpenLease[] {
  return store.quick.all('select call, taken_at from leases').map((row) => {
    const { assignment, item } = JSON.parse(String(row['call'])) as Call;
    return { assignment, item, startedAt: Number(row['taken_at']) };
  });
}

/** Damage in the store: of the file, and of replies, which have checksums. */
function faultsOfStore(store: Store): string[] {
  const check = String(store.quick.get('pragma integrity_check')?.['integrity_check']);
  const hashes = store.quick.all('select hash from replies').map((row) => String(row['hash']));
  const damaged = hashes.filter((hash) => readReply(store.durable, hash) === null);
  const aside = store.quick.all('select hash from replies_set_aside').map((row) => String(row['hash']));
  return [
    ...(check === 'ok' ? [] : [`store.db: ${check}`]),
    ...[...new Set([...damaged, ...aside])].map((hash) => `store.db: reply ${hash.slice(0, 12)} is damaged`),
  ];
}

/** Result files that hold other bytes than were written. */
function changedFiles(store: Store, dataDir: string): string[] {
  return store.quick.all('select path, digest from written_files').flatMap((row) => {
    const path = String(row['path']);
    // A file that is gone is counted as lost.
    if (!existsSync(join(dataDir, path))) return [];
    const digest = createHash('sha256')
      .update(readFileSync(join(dataDir, path)))
      .digest('hex');
    return digest === row['digest'] ? [] : [`${path}: not what was written`];
  });
}

async function readHistories(stage: ChaosStage): Promise<RunCounts[]> {
  const client = await clientOf(stage);
  const counts = new Map<string, RunCounts>();
  // Newest first: of each pipeline and exam the last run counts.
  for await (const { workflowId, runId, type } of client.workflow.list({})) {
    const [, exam = ''] = workflowId.split(':');
    if (counts.has(workflowId) || (type !== 'transcribe' && type !== 'generateRubric')) continue;
    const result = (await client.workflow.getHandle(workflowId, runId).result()) as RunCounts;
    counts.set(workflowId, { exam, pipeline: type, done: result.done, failed: result.failed });
  }
  await client.connection.close();
  return [...counts.values()];
}
