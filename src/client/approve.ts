import { isOffline } from '../domain/endpoint.ts';
import { ExitCode, UserError } from '../domain/userError.ts';
import { countLine } from './countLine.ts';
import type { Estimate } from './estimate.ts';
import { estimateLines } from './estimateLines.ts';
import { printJson, resultWithoutRun } from './output.ts';
import type { Session } from './session.ts';
import { budgetFor } from '../executor/holdBudget.ts';
import type { PlannedRun } from '../executor/startRun.ts';

export interface ApprovalOptions {
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
  quiet?: boolean;
  /** `false` after `--no-reuse`. */
  reuse?: boolean;
  worker?: boolean;
}

/** What a dry run shows besides the estimate: `lines` to read, the rest in its JSON. */
export interface DryRunDetails {
  lines: string[];
}

/** `isShown`: the estimate was, with what is left out. */
export type Approval = { goesOn: true; isShown?: boolean } | { goesOn: false; exitCode: ExitCode };

/** So few calls are bought without a question. */
const unasked = 5;

/** Shows what a run would buy and asks before it does; a dry run ends here. */
export async function approve(
  session: Session,
  options: ApprovalOptions,
  planned: PlannedRun & { details?: DryRunDetails },
  estimate: (onItem: (done: number) => void) => Promise<Estimate>,
): Promise<Approval> {
  const { io } = session;
  if (!options.dryRun && isFree(session, options)) return { goesOn: true };
  const budget = options.dryRun ? null : budgetFor(session, planned.plan);
  const looking = countLine(io, { label: 'looked at', shows: session.config.showProgress });
  const found = await estimate((done) => looking.show(done, planned.total)).finally(() => looking.stop());
  const lines = estimateLines(session, planned, found);
  if (options.dryRun) {
    const { lines: more = [], ...details } = planned.details ?? {};
    if (options.json) printJson(io, { ...planned.plan, dryRun: true, estimate: found, ...details });
    else io.out([...lines, ...more].join('\n'));
    return { goesOn: false, exitCode: ExitCode.done };
  }
  if (found.calls <= unasked && options.reuse !== false) return { goesOn: true };
  // A budget is an answer too: the most it may cost.
  if (!io.canAsk && budget !== null) return { goesOn: true };
  if (!io.canAsk) {
    throw new UserError(
      'needs-yes',
      `${lines.join('\n')}\nThere is no terminal to ask whether to spend this.`,
      'Add --yes to spend it, or --budget with the US dollars it may cost at most.',
    );
  }
  io.err(lines.join('\n'));
  if (await io.confirm('Go on?')) return { goesOn: true, isShown: true };
  io.err('Nothing was spent. The same command asks again.');
  if (options.json) printJson(io, resultWithoutRun('interrupted', planned.plan));
  return { goesOn: false, exitCode: ExitCode.interrupted };
}

function isFree({ config }: Session, options: ApprovalOptions): boolean {
  const offline = config.endpoint !== null && isOffline(config.endpoint);
  return offline || options.yes === true || options.worker === false;
}
