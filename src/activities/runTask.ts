import type { BatchPlan, PlannedTask, TaskRef } from '../domain/batch.ts';
import { Failure } from '../domain/failures.ts';
import { noteRun } from '../store/outcomes.ts';
import { readPlanItemAt, readPlanItems } from '../store/plans.ts';
import { askModel, storedAnswer, type Ask } from './askModel.ts';
import type { Desk, Run } from './desk.ts';
import { finalFailure } from './failure.ts';
import { failed, keepOutcome, type StepResult } from './keepOutcome.ts';
import { readPlanOf } from './plans.ts';
import { taskReader, taskRequest } from './runTask.prompt.ts';

export interface RunTaskInput {
  run: Run;
  /** In the plan, from 0. */
  position: number;
}

export function taskSteps(desk: Desk) {
  return {
    /** Asks for one task of a batch. The reply goes to the store; the answer here is only what became of it. */
    async runTask({ run, position }: RunTaskInput): Promise<StepResult> {
      const plan = readPlanOf<BatchPlan>(desk, run.plan);
      const task = readPlanItemAt<PlannedTask>(desk.store.quick, run.plan, position);
      if (!task) throw finalFailure(Failure.notMine, `Task ${position} is not in the plan.`);
      return keepOutcome(desk, { run, plan }, task.item, async () => {
        const { ref, reuse } = await askModel(desk, await askOf(desk, { plan, run, task }));
        return { status: 'done', ref, reuse };
      });
    },
  };
}

export interface TaskRange {
  run: Run;
  /** Tasks `from` (included) to `to` (excluded) of the plan. */
  from: number;
  to: number;
}

export interface TasksLeft {
  left: TaskRef[];
  /** Answered by the store; their outcomes are kept. */
  stored: number;
}

export function taskLists(desk: Desk) {
  return {
    /** Settles the tasks whose replies are stored, all in one step, and names those that a model must be asked for. */
    async listTasks({ run, from, to }: TaskRange): Promise<TasksLeft> {
      noteRun(desk.store.quick, run.job, run.id, run.plan);
      const plan = readPlanOf<BatchPlan>(desk, run.plan);
      const tasks = readPlanItems<PlannedTask>(desk.store.quick, run.plan, from, to);
      const left: TaskRef[] = [];
      for (const [index, task] of tasks.entries()) {
        if (!(await settleFromStore(desk, { plan, run, task })))
          left.push({ position: from + index, name: task.item.slice(0, shownLength) });
      }
      return { left, stored: tasks.length - left.length };
    },

    /** Keeps a failure that the task's own step could not keep, such as a lost worker that never came back. */
    async recordTaskFailure({ run, position, reason }: RunTaskInput & { reason: string }): Promise<void> {
      const task = readPlanItemAt<PlannedTask>(desk.store.quick, run.plan, position);
      if (task) desk.store.keepOutcome(run.job, failed(run, task.item, reason));
    },
  };
}

/** Characters of an id that the engine is shown: 500 of them fit into one event. */
const shownLength = 40;

interface TaskOfRun {
  plan: BatchPlan;
  run: Run;
  task: PlannedTask;
}

async function settleFromStore(desk: Desk, { plan, run, task }: TaskOfRun): Promise<boolean> {
  // Looking at images takes long; each such task does it in a step of its own.
  if (!plan.reuse || hasImage(task)) return false;
  const answer = storedAnswer(desk, await askOf(desk, { plan, run, task }));
  if (!answer) return false;
  const { ref, reuse } = answer;
  const outcome = { item: task.item, run: run.id, status: 'done' as const, ref, reason: null, reused: true };
  desk.store.keepOutcome(run.job, outcome, reuse);
  return true;
}

const hasImage = ({ messages }: PlannedTask): boolean =>
  messages.some(({ content }) => content.some((part) => 'image' in part));

async function askOf(desk: Desk, { plan, run, task }: TaskOfRun): Promise<Ask<unknown>> {
  const { assignment, pipeline, reuse, maxRetries } = plan;
  return {
    request: await taskRequest(desk, plan, task),
    read: taskReader(desk, task),
    run,
    step: 'runTask',
    item: task.item,
    assignment,
    pipeline,
    reuse,
    maxRetries,
  };
}
