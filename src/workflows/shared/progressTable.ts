import { howToGoOn } from '../../domain/budget.ts';
import { dollars } from '../../domain/cost.ts';
import type { Progress } from '../../domain/progress.ts';
import { projectedSpend } from '../../domain/projectedSpend.ts';
import { tablePlain, tableRow } from './tableRow.ts';

/** The Markdown that the Web UI shows as "current details" of a run. */
export function progressTable(progress: Progress, nowMs: number): string {
  const settled = progress.done + progress.failed;
  const rows = [
    ['State', progress.reason === null ? progress.state : `${progress.state}: ${progress.reason}`],
    [
      'Done',
      `${progress.done} of ${progress.total} (${progress.reused} from the store, ${progress.blank} blank)`,
    ],
    ['Failed', String(progress.failed)],
    ...(progress.spentUsd ? [['Spent', spent(progress, progress.spentUsd)]] : []),
    ...(progress.limits === undefined ? [] : [['Limits', progress.limits]]),
    ...(progress.state === 'paused' ? [['To go on', goOn(progress)]] : []),
    ['Time left', progress.state === 'running' ? timeLeft(progress, nowMs) : '-'],
  ];
  const table = ['| | |', '| - | - |', ...rows.map(tableRow)];
  const failures = progress.lastFailures.map(({ item, reason }) => `- ${item}: ${tablePlain(reason)}`);
  const list = failures.length === 0 ? [] : ['', `Last failures (${settled} settled):`, ...failures];
  return [...table, ...list].join('\n');
}

function timeLeft(progress: Progress, nowMs: number): string {
  const asked = progress.done - progress.reused - progress.blank + progress.failed;
  if (asked === 0) return 'not known yet';
  const perItemMs = (nowMs - progress.startedAtMs) / asked;
  const left = progress.total - progress.done - progress.failed;
  return `about ${Math.ceil((left * perItemMs) / 1000)} s (estimate)`;
}

function spent(progress: Progress, spentUsd: number): string {
  // What running chunks have done is not counted yet, and what they cost is.
  const isEven = progress.state !== 'done' && progress.chunks.length === 0;
  const projected = isEven ? projectedSpend(progress, spentUsd) : null;
  return projected === null ? dollars(spentUsd) : `${dollars(spentUsd)} of about ${dollars(projected)}`;
}

const goOn = ({ assignment, reason }: Progress): string =>
  howToGoOn(/^[\w.-]+$/.test(assignment) ? assignment : JSON.stringify(assignment), reason);
