import type { PostedSpend } from '../../activities/postSpend.ts';
import type { Progress } from '../../domain/progress.ts';
import { projectedSpend } from '../../domain/projectedSpend.ts';

/** What was spent belongs to what is done now: later, more is done and what it cost is not known until the next post. */
export function showPosted(progress: Progress, { spentUsd, unpriced, limits }: PostedSpend): void {
  progress.spentUsd = spentUsd;
  progress.unpriced = unpriced;
  // What running chunks have done is not counted yet, and what they cost is.
  progress.projectedUsd = progress.chunks.length === 0 ? projectedSpend(progress, spentUsd) : null;
  progress.limits = limits;
}
