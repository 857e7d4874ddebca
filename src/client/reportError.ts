import { ExitCode, UserError } from '../domain/userError.ts';
import type { Io } from './io.ts';
import { errorResult, printJson } from './output.ts';

/** Says what went wrong: two lines for a mistake the user can mend, a stack for anything else. */
export function reportError(error: unknown, args: string[], io: Io): ExitCode {
  if (error instanceof UserError) {
    io.err(`${io.paintErr('red', 'aita:')} ${error.message}\n      ${error.hint}`);
    printErrorObject(error, args, io);
    return error.exitCode;
  }
  io.err(error instanceof Error ? stackOf(error) : String(error));
  printErrorObject(unexpected(error), args, io);
  return ExitCode.unexpected;
}

function printErrorObject(error: UserError, args: string[], io: Io): void {
  const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  if (!flags.includes('--json')) return;
  const command = args.find((arg) => !arg.startsWith('-')) ?? null;
  printJson(io, errorResult(command, asTypedHere(error, io)));
}

const asTypedHere = ({ code, message, hint }: UserError, io: Io) => ({
  code,
  message: io.typed(message),
  hint: io.typed(hint),
});

const unexpected = (error: unknown): UserError =>
  new UserError(
    'unexpected',
    error instanceof Error ? error.message : String(error),
    'The stack is on stderr.',
  );

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : '';
  return (error.stack ?? error.message) + cause;
}
