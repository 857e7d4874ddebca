import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noUsage } from '../../src/domain/cost.ts';
import { clockTime } from '../../src/domain/clockTime.ts';
import { statusLines, type RunStatusReport } from '../../src/client/statusLines.ts';
import type { StepInFlight } from '../../src/client/stepsInFlight.ts';
import { pausedByHand } from '../../src/domain/progress.ts';
import { emptyProgress } from '../support/simulatedRun.ts';

const running: RunStatusReport = {
  workflowId: 'transcribe:Final:course',
  runId: 'run',
  pipeline: 'transcribe',
  assignment: 'Final',
  status: 'running',
  startedAt: new Date(0),
  endedAt: null,
  progress: { ...emptyProgress, total: 10, done: 4 },
  hasWorker: true,
  students: null,
  outcomes: { done: 4, failed: 0, reused: 0, blank: 0 },
  unreadable: 0,
  usage: noUsage,
  spend: { spentUsd: 0, unpriced: 0, cut: 0 },
  steps: [],
  limits: null,
  endpoint: 'https://model.test',
};
const limits = {
  asked: { width: 5, rps: 15, isAuto: false },
  learned: null,
  maxWorkers: 5,
  rateLimitRps: 2.9,
  heldAt: 0,
  heldUntil: 0,
  heldReason: null,
  tokensPerMinute: null,
  downSince: null,
};
const limitsLine = (run: RunStatusReport) => statusLines([run], { uiUrl: null, assignments: [] })[1];

test('says which limits are in force for an open run, and which were asked for', () => {
  assert.equal(
    limitsLine({ ...running, limits }),
    '  Limits: 5 calls in flight, 2.9 starts a second of 15 (the provider refused more)',
  );
});

test('says since when and until when the provider is waited for, and why', () => {
  const now = Date.now();
  const held = {
    ...limits,
    rateLimitRps: 15,
    downSince: now - 5000,
    heldUntil: now + 60_000,
    heldReason: '503',
  };
  assert.equal(
    limitsLine({ ...running, limits: held }),
    `  Limits: 5 calls in flight, 15 starts a second; waiting for the provider until ${clockTime(now + 60_000)}, since ${clockTime(now - 5000)}: 503`,
  );
});

test('says at least what was spent when calls were cut', () => {
  const spend = { spentUsd: 0.0123, unpriced: 1, cut: 1 };
  const usage = { ...noUsage, calls: 3, costUsd: null };
  const [line] = statusLines([{ ...running, usage, spend }], { uiUrl: null, assignments: [] });
  assert.equal(line, 'transcribe Final: running, 4 of 10 done, 0 failed, 3 calls, cost at least $0.0123');
});

test('names the command that joins an open run, whatever options it was started with', () => {
  const lines = statusLines([running], { uiUrl: null, assignments: [] });
  assert.ok(
    lines.includes('  Next: aita resume --assignment Final (works on it and shows it)'),
    lines.join('\n'),
  );
});

const nextOf = (run: Partial<RunStatusReport>) =>
  statusLines([{ ...running, ...run }], { uiUrl: null, assignments: [] }).find((line) =>
    /^ +Next:/.test(line),
  );

test('names what asks only the failed items again, with the stand-in where the run was its', () => {
  const failed = { status: 'completed', progress: null, outcomes: { ...running.outcomes, failed: 1 } };
  assert.equal(
    nextOf(failed),
    '  Next: aita retry-failed --assignment Final --pipeline transcribe (asks only the failed items again)',
  );
  assert.equal(
    nextOf({ ...failed, endpoint: 'offline' }),
    '  Next: aita retry-failed --assignment Final --pipeline transcribe --offline (asks only the failed items again)',
  );
  assert.equal(
    nextOf({ ...failed, status: 'canceled' }),
    '  Next: aita transcribe --assignment Final, with the same options (goes on from the store)',
  );
});

test('names the stand-in in what goes on with its open run', () => {
  const endpoint = 'offline';
  assert.equal(
    nextOf({ endpoint }),
    '  Next: aita resume --assignment Final --offline (works on it and shows it)',
  );
  const progress = { ...emptyProgress, state: 'paused' as const, reason: pausedByHand };
  assert.equal(nextOf({ endpoint, progress }), '  Next: aita resume --assignment Final --offline');
});

test('speaks of the exam or batch that was asked for, when there is no run of it', () => {
  const scene = { uiUrl: null, assignments: ['Final', 'Quiz 2'] };
  assert.deepEqual(statusLines([], { ...scene, asked: { assignment: 'Quiz 2' } }), [
    'No run of Quiz 2 here yet (the engine remembers runs for 30 days).',
    "Next: aita transcribe --assignment 'Quiz 2' --dry-run",
  ]);
  assert.deepEqual(statusLines([], { ...scene, asked: { batch: 'tasks' } }), [
    'No run of the batch tasks here any more (the engine remembers runs for 30 days).',
    'Next: the same aita batch, or the program that started it, again (goes on from the store)',
  ]);
});

test('says of each call in flight which page it is for, what it does and since when', () => {
  const call: StepInFlight = {
    step: 'transcribePage',
    item: 'student-07 page 2',
    phase: 'calling',
    since: 0,
    why: null,
    attempt: 2,
    lastFailure: 'HTTP 500',
    nextTry: null,
  };
  const fresh: StepInFlight = { ...call, phase: 'starting', attempt: 1, lastFailure: null };
  const file: StepInFlight = { ...fresh, step: 'writeTranscription', phase: 'working', item: 'student-07' };
  const lines = statusLines([{ ...running, steps: [call, fresh, file] }], { uiUrl: null, assignments: [] });
  const since = `calling since ${clockTime(0)}`;
  assert.deepEqual(lines.slice(1, 4), [
    `  transcribePage student-07 page 2: ${since}, attempt 2, last failure: HTTP 500`,
    `  transcribePage student-07 page 2: starting since ${clockTime(0)}, attempt 1`,
    `  writeTranscription student-07: working since ${clockTime(0)}, attempt 1`,
  ]);
});

const linesOf = (run: Partial<RunStatusReport>) =>
  statusLines([{ ...running, ...run }], { uiUrl: null, assignments: [] });

test('says that nobody works on an open run; one that is paused waits for a person', () => {
  const [state, nobody, next] = linesOf({ hasWorker: false });
  assert.match(state ?? '', /^transcribe Final: running, /);
  assert.equal(
    nobody,
    '  Nobody works on it. No worker runs that calls https://model.test, so nothing is done.',
  );
  assert.equal(next, '  Next: aita resume --assignment Final (works on it and shows it)');
  assert.match(
    linesOf({ hasWorker: false, pipeline: 'runBatch' })[1] ?? '',
    /^ {2}Nobody works on it: no process of it runs, so nothing is done\.$/,
  );
  const progress = { ...emptyProgress, state: 'paused' as const, reason: pausedByHand };
  for (const run of [{}, { hasWorker: false, progress }, { hasWorker: null, status: 'completed' }])
    assert.doesNotMatch(linesOf(run).join('\n'), /Nobody/);
});

test('names the rest of the class after a run for a part of it', () => {
  const completed = { status: 'completed', progress: null, hasWorker: null, endpoint: 'offline' };
  assert.deepEqual(linesOf({ ...completed, students: { total: 24, transcribed: 4 } }).slice(1), [
    '  4 of 24 students; the rest: aita transcribe --assignment Final --offline',
    '  Or look at these first: aita report --assignment Final',
  ]);
});
