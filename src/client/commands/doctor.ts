import type { Flags } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import { commandConfig } from '../commandConfig.ts';
import { runChecks, type Check } from '../doctorChecks.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

export async function run(options: Flags & { json?: boolean }, io: Io): Promise<ExitCode> {
  const checks = await runChecks(commandConfig(options, io));
  const isWell = checks.every(({ state }) => state !== 'bad');
  if (options.json) printJson(io, { status: isWell ? 'done' : 'error', checks });
  else io.out(checks.map(toLine).join('\n'));
  return isWell ? ExitCode.done : ExitCode.usage;
}

const words: Record<Check['state'], string> = { ok: 'ok  ', advice: 'note', bad: 'BAD ' };

const toLine = ({ name, state, found }: Check): string => `${words[state]}  ${name.padEnd(20)} ${found}`;
