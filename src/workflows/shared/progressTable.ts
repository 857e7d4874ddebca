import { howToGoOn } from '../../domain/budget.ts';
import { counted } from '../../domain/counted.ts';
import { dollars } from '../../domain/cost.ts';
import type { Progress } from '../../domain/progress.ts';
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
    ...(progress.state === 'paused' ? [['To go on', howToGoOn(progress, progress.reason)]] : []),
    ['Time left', progress.state === 'running' ? timeLeft(progress, nowMs) : '-'],
  ];
  const table = ['| | |', '| - | - |', ...rows.map(tableRow)];
  const failures = progress.lastFailures.map(
    (failure) => `- ${tablePlain(`${failure.item}: ${failure.reason}`)}`,
  );
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

function spent({ state, unpriced = 0, projectedUsd = null }: Progress, spentUsd: number): string {
  const known = unpriced > 0 ? `at least ${dollars(spentUsd)}` : dollars(spentUsd);
  const projected = state === 'done' || projectedUsd === null ? '' : ` of about ${dollars(projectedUsd)}`;
  const rest = unpriced > 0 ? `; the cost of ${counted(unpriced, 'call')} is not known` : '';
  return `${known}${projected}${rest}`;
}
