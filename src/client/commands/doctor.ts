import type { Flags } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import type { Check } from '../checks/check.ts';
import { runChecks } from '../checks/runChecks.ts';
import { commandConfig } from '../commandConfig.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

export async function run(options: Flags & { json?: boolean }, io: Io): Promise<ExitCode> {
  const checks = await runChecks(commandConfig(options, io));
  const bad = checks.filter(({ state }) => state === 'bad');
  if (options.json) printJson(io, jsonOf(checks, bad));
  else io.out(checks.map((check) => toLine(check, io)).join('\n'));
  return bad.length === 0 ? ExitCode.done : ExitCode.usage;
}

function jsonOf(checks: Check[], bad: Check[]): object {
  if (bad.length === 0) return { status: 'done', checks };
  const message = `Not well: ${bad.map(({ name }) => name).join(', ')}.`;
  return {
    status: 'error',
    checks,
    error: { code: 'not-well', message, hint: 'Each check says what to do.' },
  };
}

const signs = {
  ok: { word: 'ok  ', style: 'green' },
  advice: { word: 'note', style: 'yellow' },
  bad: { word: 'BAD ', style: 'red' },
} as const;

function toLine({ name, state, found }: Check, io: Io): string {
  const { word, style } = signs[state];
  return `${io.paintOut(style, word)}  ${name.padEnd(20)} ${found}`;
}
