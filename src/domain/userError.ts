/** Exit codes of every command (`aita --help` lists them). */
export const ExitCode = {
  done: 0,
  unexpected: 1,
  usage: 2,
  partial: 3,
  paused: 4,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** A mistake the user can mend: printed as two lines, what is wrong and what to do, without a stack. */
export class UserError extends Error {
  readonly hint: string;
  readonly code: string;
  readonly exitCode: ExitCode;

  /** `code` is a short kebab-case name for `--json`, e.g. `no-such-assignment`. */
  constructor(code: string, message: string, hint: string, exitCode: ExitCode = ExitCode.usage) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}
