import { clockTime } from '../domain/clockTime.ts';
import { modelTaskQueue, taskQueue } from '../domain/identity.ts';
import type { EngineTarget } from '../engine/connect.ts';
import type { PlannedRun, StartedRun } from '../executor/startRun.ts';
import { providerName } from '../llm/request.ts';
import { readJournal } from '../store/journal.ts';
import { readProvider } from '../store/providers.ts';
import { readTokenLimit } from '../store/tokenRate.ts';
import type { Session } from './session.ts';

/** What `--verbose` says of a run when it starts. */
export function verboseLines(
  { config, folder, store }: Session,
  { plan }: PlannedRun,
  { handle, runId }: StartedRun,
  engine: EngineTarget,
): string[] {
  const provider = providerName(plan.endpoint);
  const { maxWorkers, rateLimitRps } = readProvider(store.quick, provider);
  const key = config.endpoint?.keyFrom;
  const perMinute = readTokenLimit(store.quick, provider);
  const tokens = perMinute === null ? '' : `, tokens a minute ${perMinute}`;
  return [
    `Engine: ${engine.address}, namespace ${engine.namespace}${engine.uiUrl === null ? '' : `, Web UI ${engine.uiUrl}`}`,
    `Workflow: ${handle.workflowId}, run ${runId}`,
    `Queues: ${taskQueue(folder.id)} and ${modelTaskQueue(folder.id, provider)}`,
    `Model: ${plan.model} at ${plan.endpoint}${key ? ` with the key from ${key}` : ''}`,
    `Limits: calls in flight ${maxWorkers}, starts a second ${rateLimitRps}${tokens}`,
  ];
}

const notFailed = ['used', 'reused'];
const pageLines = 1000;

/** Tells each attempt of the run that failed, once, and until when the provider's calls are held. */
export function failedAttempts({ store }: Session, { plan }: PlannedRun, runId: string) {
  const provider = providerName(plan.endpoint);
  let last = 0;
  return (): string[] => {
    const lines = readJournal(store.quick, last, pageLines);
    last = lines.at(-1)?.seq ?? last;
    const { heldUntil } = readProvider(store.quick, provider);
    const next = heldUntil > Date.now() ? `next try after ${clockTime(heldUntil)}` : 'next try soon';
    return lines
      .filter(({ run, kind }) => run === runId && !notFailed.includes(kind))
      .map(
        ({ item, kind, reason }) =>
          `Attempt failed: ${item}: ${kind}, ${reason ?? 'no reason given'}; ${next}`,
      );
  };
}
