import { defaultPayloadConverter, type Client } from '@temporalio/client';

/** The newest events of a run; a step that has told nothing yet began a moment ago. */
const newestEvents = 500;

export interface ScheduledStep {
  /** Its page, question, task or student; `null` where it is for a whole run. */
  item: string | null;
  /** Where workers take it from. */
  queue: string | null;
}

/** The steps that were scheduled last, by their id. */
export async function scheduledSteps(
  client: Client,
  execution: { workflowId: string; runId: string },
): Promise<Map<string, ScheduledStep>> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution,
    maximumPageSize: newestEvents,
  });
  const steps = new Map<string, ScheduledStep>();
  for (const { activityTaskScheduledEventAttributes: step, userMetadata } of history?.events ?? []) {
    if (!step?.activityId) continue;
    const item = decode(userMetadata?.summary) ?? named(decode(step.input?.payloads?.[0]));
    steps.set(step.activityId, {
      item: typeof item === 'string' ? item : null,
      queue: step.taskQueue?.name ?? null,
    });
  }
  return steps;
}

/** Steps on files have no summary, but some are for one student or item. */
function named(input: unknown): unknown {
  const { item, student } = (input ?? {}) as { item?: unknown; student?: unknown };
  return item ?? student ?? null;
}

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

const decode = (payload: Payload | null | undefined): unknown =>
  payload ? defaultPayloadConverter.fromPayload(payload) : null;
