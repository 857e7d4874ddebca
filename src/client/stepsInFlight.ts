import { defaultPayloadConverter, type Client } from '@temporalio/client';
import type { StepState } from '../activities/heartbeat.ts';

/** A step that a worker holds or that waits to be tried again. */
export interface StepInFlight {
  step: string;
  /** Its page, question or task; `null` before its first heartbeat, 1.2 s after it began. */
  item: string | null;
  phase: 'waiting' | 'calling' | 'scheduled' | 'retrying';
  /** ms since 1970; `null` when it is not known. */
  since: number | null;
  why: string | null;
  /** From 1. */
  attempt: number;
  lastFailure: string | null;
  /** When it is tried next, ms since 1970; `null` when it is being tried. */
  nextTry: number | null;
}

/** The pending steps of a run (or chunk) as the engine knows them; needs no worker. */
export async function stepsInFlight(client: Client, workflowId: string): Promise<StepInFlight[]> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  return (raw.pendingActivities ?? []).map((step) => {
    const state = decodeState(step.heartbeatDetails?.payloads?.[0]);
    const isStarted = Number(step.state) === startedState;
    const nextTry = isStarted ? null : toMs(step.nextAttemptScheduleTime);
    return {
      step: step.activityType?.name ?? 'unknown',
      item: state?.item ?? null,
      phase: isStarted ? (state?.phase ?? 'calling') : nextTry === null ? 'scheduled' : 'retrying',
      since: isStarted ? (state?.since ?? toMs(step.lastStartedTime)) : toMs(step.scheduledTime),
      why: isStarted ? (state?.why ?? null) : null,
      attempt: step.attempt ?? 1,
      lastFailure: step.lastFailure?.message ?? null,
      nextTry,
    };
  });
}

/** PENDING_ACTIVITY_STATE_STARTED */
const startedState = 2;

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

const decodeState = (payload: Payload | undefined): StepState | null =>
  payload ? defaultPayloadConverter.fromPayload<StepState>(payload) : null;

const toMs = (time: { seconds?: unknown } | null | undefined): number | null =>
  time?.seconds === undefined || time.seconds === null ? null : Number(time.seconds) * 1000;
