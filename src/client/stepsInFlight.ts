import { defaultPayloadConverter, type Client } from '@temporalio/client';
import type { StepState } from '../activities/heartbeat.ts';
import { scheduledSteps, type ScheduledStep } from './scheduledSteps.ts';

/** A step that a worker holds or that waits to be tried again. */
export interface StepInFlight {
  step: string;
  /** Its page, question, task or student; `null` where it is for a whole run. */
  item: string | null;
  /** `starting`: it is for a model, and has not told yet what it does. `working`: on files and the store, it calls no model. */
  phase: 'starting' | 'waiting' | 'calling' | 'working' | 'scheduled' | 'retrying';
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
  const { raw, runId, taskQueue } = await client.workflow.getHandle(workflowId).describe();
  const pending = raw.pendingActivities ?? [];
  const told = pending.map((step) => decodeState(step.heartbeatDetails?.payloads?.[0]));
  const isNamed = told.every((state) => state !== null && state.item !== null);
  const scheduled: ReadonlyMap<string, ScheduledStep> = isNamed
    ? new Map()
    : await scheduledSteps(client, { workflowId, runId });
  return pending.map((step, index) => {
    const state = told[index] ?? null;
    const known = scheduled.get(step.activityId ?? '');
    // Steps on files share the queue of their workflow, and tell no item.
    const isOnFiles = state === null ? known?.queue === taskQueue : state.item === null;
    return { ...stateOf(step, state, isOnFiles), item: state?.item ?? known?.item ?? null };
  });
}

type Description = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>;
type PendingStep = NonNullable<Description['raw']['pendingActivities']>[number];

function stateOf(step: PendingStep, told: StepState | null, isOnFiles: boolean): Omit<StepInFlight, 'item'> {
  const isStarted = Number(step.state) === startedState;
  const nextTry = isStarted ? null : toMs(step.nextAttemptScheduleTime);
  return {
    step: step.activityType?.name ?? 'unknown',
    ...(isStarted
      ? startedStep(step, told, isOnFiles)
      : {
          phase: nextTry === null ? ('scheduled' as const) : ('retrying' as const),
          since: toMs(step.scheduledTime),
          why: null,
        }),
    attempt: step.attempt ?? 1,
    lastFailure: step.lastFailure?.message ?? null,
    nextTry,
  };
}

function startedStep(
  step: PendingStep,
  told: StepState | null,
  isOnFiles: boolean,
): Pick<StepInFlight, 'phase' | 'since' | 'why'> {
  const startedAt = toMs(step.lastStartedTime);
  if (isOnFiles) return { phase: 'working', since: startedAt, why: null };
  // What an attempt told is kept for the next one, which may be doing something else.
  const isOfThisAttempt = (toMs(step.lastHeartbeatTime) ?? 0) > (startedAt ?? 0);
  if (told === null || !isOfThisAttempt) return { phase: 'starting', since: startedAt, why: null };
  const { phase, since, why } = told;
  return { phase, since, why };
}

/** PENDING_ACTIVITY_STATE_STARTED */
const startedState = 2;

type Payload = Parameters<typeof defaultPayloadConverter.fromPayload>[0];

const decodeState = (payload: Payload | undefined): StepState | null =>
  payload ? defaultPayloadConverter.fromPayload<StepState>(payload) : null;

type Time = { seconds?: unknown; nanos?: number | null } | null | undefined;

const toMs = (time: Time): number | null =>
  time?.seconds === undefined || time.seconds === null
    ? null
    : Number(time.seconds) * 1000 + Math.floor((time.nanos ?? 0) / 1e6);
