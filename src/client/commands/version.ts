import { readFileSync } from 'node:fs';
import { ExitCode } from '../../domain/userError.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

/** The version of this package. */
export function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

export async function run(options: { json?: boolean }, io: Io): Promise<ExitCode> {
  if (options.json) printJson(io, { version: version(), node: process.versions.node });
  else io.out(version());
  return ExitCode.done;
}
