import { setTimeout } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { costLedgerType, ledgerId, postSpendName, spendQueryName, taskQueue } from '../domain/identity.ts';
import type { Ledger, SpendRange } from '../domain/ledger.ts';
import { postSpend } from '../store/postSpend.ts';
import type { LedgerInput } from '../workflows/costLedger.ts';
import { findOpenRun } from './findOpenRun.ts';
import { version } from './version.ts';
import type { Workplace } from './workplace.ts';

/** A new run after about a thousand posts; the engine allows 2,000 updates a run, and we allow 10,000 events. */
export const maxEvents = 5000;

/**
 * Starts the folder's ledger when it is not running, and posts what it does not have, also what a killed process
 * left. Needs a worker of the folder. The journal is the truth and the ledger a view of it: one that another
 * version started, or that has not answered for `patienceMs`, is ended and built again.
 */
export async function tellLedger(
  client: Client,
  { folder, store }: Workplace,
  patienceMs = 60_000,
): Promise<WorkflowHandle> {
  const post = async (): Promise<WorkflowHandle> => {
    const ledger = await openLedger(client, folder.id);
    const send = (range: SpendRange) =>
      client.withDeadline(Date.now() + patienceMs, () =>
        ledger.executeUpdate<number, [SpendRange]>(postSpendName, { args: [range] }),
      );
    await postSpend(store, send, { asks: true });
    return ledger;
  };
  const deadline = Date.now() + patienceMs;
  const patient = async (): Promise<WorkflowHandle> => {
    for (;;) {
      try {
        return await post();
      } catch (error) {
        if (!isBetweenTasks(error) || Date.now() > deadline) throw error;
        await setTimeout(retryMs);
      }
    }
  };
  try {
    return await patient();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'WorkflowUpdateRPCTimeoutOrCancelledError') throw error;
    await client.workflow.getHandle(ledgerId(folder.id)).terminate('It did not answer.');
    return post();
  }
}

const retryMs = 200;
const failedPrecondition = 9;

/** A worker of the ledger was killed in the middle of a task: the engine takes no update until the task is tried again. */
function isBetweenTasks(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === failedPrecondition;
}

/** All that the ledger knows, also of stores that are gone. */
export const readLedger = (ledger: WorkflowHandle): Promise<Ledger> => ledger.query<Ledger>(spendQueryName);

async function openLedger(client: Client, folder: string): Promise<WorkflowHandle> {
  const id = ledgerId(folder);
  const open = await findOpenRun(client, id);
  if (open?.version === version()) return client.workflow.getHandle(id);
  if (open) await client.workflow.getHandle(id).terminate(`started again by AITA ${version()}`);
  const input: LedgerInput = { ledger: { journals: [] }, maxEvents };
  await client.workflow.start(costLedgerType, {
    workflowId: id,
    taskQueue: taskQueue(folder),
    args: [input],
    memo: { version: version() },
    staticSummary: 'What all calls of this data folder have cost',
    // Two commands may start at the same moment.
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return client.workflow.getHandle(id);
}
