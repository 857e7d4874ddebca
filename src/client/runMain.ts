import { environment } from '../config.ts';
import type { ExitCode } from '../domain/userError.ts';
import { runCli } from './cli.ts';
import { createIo, flush, type Streams } from './io.ts';
import { reportError } from './reportError.ts';

/** Parses, runs, reports, and waits until all output has left; never throws. */
export async function runMain(streams: Streams, args: string[], cwd: string): Promise<ExitCode> {
  const io = createIo(streams, environment(), cwd);
  const exitCode = await runCli(args, io).catch((error: unknown) => reportError(error, args, io));
  await flush(io);
  return exitCode;
}
