import { ExitCode } from '../../domain/userError.ts';
import { version } from '../../executor/version.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

export async function run(options: { json?: boolean }, io: Io): Promise<ExitCode> {
  if (options.json) printJson(io, { version: version(), node: process.versions.node });
  else io.out(version());
  return ExitCode.done;
}
