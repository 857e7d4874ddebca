import { Context } from '@temporalio/activity';
import { Failure } from '../domain/failures.ts';
import { readGate, writeGate, type Gate } from '../store/gates.ts';
import { lastOutcomes } from '../store/outcomes.ts';
import { announcePause } from './announcePause.ts';
import type { Desk, Run } from './desk.ts';

/** So many items in a row that fail for good in the same way: it is not the items, and the next would only cost. */
const alikeInARow = 10;

/** Only what a model or provider answered; unreadable pages cost nothing. */
const counted: ReadonlySet<string> = new Set([Failure.requestRejected, Failure.replyUnusable]);

/** Pauses the run when this failure, kept just now, is the last of a row of the same kind. */
export function pauseWhenAlike(desk: Desk, run: Run, type: string | null | undefined): void {
  if (!counted.has(type ?? '')) return;
  const gate = readGate(desk.store.quick, run.id);
  if (gate.state !== 'open' && gate.state !== 'trying') return;
  const last = lastOutcomes(desk.store.quick, run.id, { since: gate.at, most: alikeInARow });
  const [first] = last;
  if (!first || last.length < alikeInARow) return;
  if (last.some(({ status, reason }) => status !== 'failed' || kindOf(reason) !== kindOf(first.reason)))
    return;
  const reason = `${alikeInARow}${failedAlike}${first.reason}`;
  writeGate(desk.store.durable, run.id, { state: 'paused', reason });
  announcePause(Context.current(), { job: run.job, run: run.id }, reason);
}

/** Whether a call that tries if a pause is over has met its cause again: an error, or a reply that cannot be used. */
export const isSameCause = ({ state, reason }: Gate, message: string): boolean =>
  state === 'trying' && kindOf(reason?.split(failedAlike).at(-1) ?? null) === kindOf(message);

const failedAlike = ' items in a row failed alike: ';

// The first words of a reason are ours or an HTTP status; what follows may name the item.
const kindOf = (reason: string | null): string => (reason ?? '').split(/[\s:]+/, 3).join(' ');
