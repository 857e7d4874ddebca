import { clockTime } from '../domain/clockTime.ts';
import { modelTaskQueue, taskQueue } from '../domain/identity.ts';
import type { Plan } from '../domain/plan.ts';
import type { EngineTarget } from '../engine/connect.ts';
import type { PlannedRun, StartedRun } from '../executor/startRun.ts';
import { providerName } from '../llm/request.ts';
import { readProvider } from '../store/providers.ts';
import type { Session } from './session.ts';

/** What `--verbose` says of a run when it starts. */
export function verboseLines(
  { config, folder, store }: Session,
  { plan }: PlannedRun,
  { handle, runId }: StartedRun,
  engine: EngineTarget,
): string[] {
  const provider = providerName(plan.endpoint);
  const { maxWorkers, rateLimitRps, tokensPerMinute } = readProvider(store.quick, provider);
  const key = config.endpoint?.keyFrom;
  const tokens = tokensPerMinute === null ? '' : `, tokens a minute ${tokensPerMinute}`;
  return [
    `Engine: ${engine.address}, namespace ${engine.namespace}${engine.uiUrl === null ? '' : `, Web UI ${engine.uiUrl}`}`,
    `Workflow: ${handle.workflowId}, run ${runId}`,
    `Queues: ${taskQueue(folder.id)} and ${modelTaskQueue(folder.id, provider)}`,
    `Model: ${plan.model} at ${plan.endpoint}${key ? ` with the key from ${key}` : ''}`,
    `Limits: calls in flight ${maxWorkers}, starts a second ${rateLimitRps}${tokens}`,
  ];
}

/** Tells each attempt of the run that failed, once, and until when the provider's calls are held. */
export function failedAttempts(
  { store: { quick } }: Pick<Session, 'store'>,
  { plan }: { plan: Pick<Plan, 'endpoint'> },
  runId: string,
): () => string[] {
  const provider = providerName(plan.endpoint);
  let last = 0;
  return () => {
    const end = Number(quick.get('select max(seq) as seq from journal')?.['seq'] ?? 0);
    const failed = quick.all(failedSince, last, end, runId);
    last = end;
    const { heldUntil } = readProvider(quick, provider);
    const next = heldUntil > Date.now() ? `next try after ${clockTime(heldUntil)}` : 'next try soon';
    return failed.map(
      ({ item, kind, reason }) =>
        `Attempt failed: ${String(item)}: ${String(kind)}, ${String(reason ?? 'no reason given')}; ${next}`,
    );
  };
}

// The plus keeps SQLite to the lines since the last look: by the index on runs it would read all of the run each time.
const failedSince = `select item, kind, reason from journal where seq > ? and seq <= ? and +run = ?
  and kind not in ('used', 'reused') order by seq`;
