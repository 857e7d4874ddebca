import { join, relative } from 'node:path';
import type { Flags } from '../../config.ts';
import type { ExitCode } from '../../domain/userError.ts';
import { approve } from '../approve.ts';
import type { Io } from '../io.ts';
import { leftOutLines } from '../leftOut.ts';
import type { DataOptions } from '../options.ts';
import { runPipeline, type PipelineOptions } from '../runPipeline.ts';
import { findAssignment, openForRun } from '../session.ts';
import { estimateTranscription } from '../transcribeEstimate.ts';
import { planTranscription, type TranscribeOptions } from '../transcribePlan.ts';

export type Options = DataOptions &
  Flags &
  TranscribeOptions &
  PipelineOptions & { dryRun?: boolean; yes?: boolean };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  const place = await findAssignment(options, io);
  const planned = await planTranscription(place, options);
  await using session = await openForRun(place);
  const answer = await approve(session, options, planned, (onItem) =>
    estimateTranscription(session, planned, onItem),
  );
  if (answer.goesOn === false) return answer.exitCode;
  if (!answer.isShown && !options.quiet) leftOutLines(planned.leftOut).forEach((line) => io.err(line));
  const outputs = [relative(session.config.workingDir, join(session.assignment.dir, 'transcriptions'))];
  return await runPipeline(session, { ...planned, outputs }, options);
}
