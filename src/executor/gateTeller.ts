import type { WorkflowHandle } from '@temporalio/client';
import { askedToPause } from '../domain/batch.ts';
import { pausedSignalName } from '../domain/identity.ts';
import type { RunState } from '../domain/progress.ts';
import type { Database } from '../store/database.ts';
import { readGate } from '../store/gates.ts';

/** A resumed run says that it goes on before its gate opens, and later where the worker in between is killed. */
const patienceMs = 10_000;

/** Looks that are farther apart are no watch. */
const longestGapMs = 5000;

interface Told {
  handle: Pick<WorkflowHandle, 'signal' | 'cancel'>;
  runId: string;
}

/**
 * To be told at each look how the workflow stands: when its gate stays closed and it does not know, the process that
 * closed it has died before it could tell, and the workflow is told now.
 */
export function gateTeller(
  db: Database,
  { handle, runId }: Told,
  elapsed: () => number = () => performance.now(),
): (state: RunState) => void {
  let since: number | null = null;
  let lookedAt = elapsed();
  const tell = (state: RunState): (() => Promise<unknown>) | null => {
    const gate = readGate(db, runId);
    if (gate.state === 'paused' && state === 'running')
      return () => handle.signal(pausedSignalName, gate.reason ?? askedToPause, runId);
    const isLost = gate.state === 'cancelled' && (state === 'running' || state === 'paused');
    return isLost ? () => handle.cancel() : null;
  };
  return (state) => {
    const telling = tell(state);
    const at = elapsed();
    // Nobody answers while there is no worker: that time is no patience with the next one.
    if (!telling || at - lookedAt > longestGapMs) since = null;
    lookedAt = at;
    if (!telling) return;
    since ??= at;
    if (at - since < patienceMs) return;
    since = null;
    // What does not arrive is told again at a later look.
    telling().catch(() => undefined);
  };
}
