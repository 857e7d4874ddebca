import { relative } from 'node:path';
import { requireEndpoint, type Flags } from '../config.ts';
import type { Plan } from '../domain/plan.ts';
import { usualEndpoint } from '../domain/resolveEndpoint.ts';
import type { AssignmentPlace } from './session.ts';

export interface CommonOptions extends Pick<Flags, 'model'> {
  dryRun?: boolean;
  force?: boolean;
  /** `false` after `--no-reuse`. */
  reuse?: boolean;
}

/** What the plans of all pipelines share. An estimate needs no key. */
export function commonPlan(
  { assignment, folder, config }: AssignmentPlace,
  options: CommonOptions,
): Omit<Plan, 'pipeline' | 'promptVersion'> {
  const { baseUrl, model } = options.dryRun
    ? (config.endpoint ?? usualEndpoint(options.model))
    : requireEndpoint(config);
  return {
    assignment: assignment.name,
    folder: relative(folder.dir, assignment.dir),
    endpoint: baseUrl,
    model,
    reuse: options.reuse ?? true,
    force: options.force ?? false,
    retryFailed: config.retryFailedTasks,
    maxRetries: config.maxRetries,
  };
}
