import { join, relative } from 'node:path';
import type { Flags } from '../../config.ts';
import type { ExitCode } from '../../domain/userError.ts';
import { approve } from '../approve.ts';
import type { CommonOptions } from '../commonPlan.ts';
import { estimateRubrics, planRubrics } from '../generateRubricPlan.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { findAssignment, openForRun } from '../session.ts';

export type Options = DataOptions & Flags & CommonOptions & PipelineOptions & { yes?: boolean };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const place = await findAssignment(options, io);
  const planned = await planRubrics(place, options);
  await using session = await openForRun(place);
  const answer = await approve(session, options, planned, () =>
    Promise.resolve(estimateRubrics(session, planned)),
  );
  if (!answer.goesOn) return answer.exitCode;
  const outputs = ['answer-key.json', 'rubric.json'].map((file) =>
    relative(session.config.workingDir, join(session.assignment.dir, file)),
  );
  return await runPipeline(session, { ...planned, outputs }, options);
}
