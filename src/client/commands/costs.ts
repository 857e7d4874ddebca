import type { Flags } from '../../config.ts';
import { roundUsd } from '../../domain/cost.ts';
import {
  costOf,
  spendBy,
  totalSpend,
  type Spend,
  type SpendCell,
  type SpendGroup,
} from '../../domain/spend.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { bookCutCalls, sumJournal } from '../../store/postSpend.ts';
import { askLedger } from '../askLedger.ts';
import { compareLedger, type LedgerView } from '../compareLedger.ts';
import { costLines } from '../costLines.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { openFolder, type FolderSession } from '../session.ts';

type Options = DataOptions & Flags & { by?: SpendGroup };

export async function run(options: Options, io: Io): Promise<ExitCode> {
  await using session = await openFolder(options, io);
  const { store, folder } = session;
  bookCutCalls(store.durable);
  const view = await viewOf(session);
  const all = [...sumJournal(store).cells, ...view.gone];
  const assignment = options.assignment?.normalize('NFC');
  const cells = assignment === undefined ? all : ofAssignment(all, assignment, folder.assignments());
  const by = options.by ?? (assignment === undefined ? 'assignment' : 'step');
  if (options.json) {
    const rows = spendBy(cells, by).map(({ name, spend }) => ({ name, ...priced(spend) }));
    const ledger = { verdict: view.verdict, isRight: view.isRight };
    printJson(io, {
      dataDir: folder.dir,
      assignment: assignment ?? null,
      by,
      rows,
      total: priced(totalSpend(cells)),
      ledger,
    });
    return ExitCode.done;
  }
  io.out(cells.length === 0 ? 'Nothing was asked of a model yet.' : costLines(cells, by).join('\n'));
  if (!options.quiet || !view.isRight) io.err(view.verdict);
  return ExitCode.done;
}

async function viewOf(session: FolderSession): Promise<LedgerView> {
  const ledger = await askLedger(session);
  if (typeof ledger !== 'string') return compareLedger(session.store, ledger);
  return {
    verdict: `From the store's journal; the ledger was not asked: ${ledger}.`,
    isRight: true,
    gone: [],
  };
}

function ofAssignment(cells: SpendCell[], assignment: string, folders: string[]): SpendCell[] {
  const own = cells.filter((cell) => cell.assignment === assignment);
  if (own.length > 0 || folders.includes(assignment)) return own;
  const known = [...new Set([...folders, ...cells.map((cell) => cell.assignment)])].sort();
  throw new UserError(
    'no-such-assignment',
    `Nothing was spent on an exam "${assignment}". There is: ${known.join(', ')}.`,
    'Name one of these with --assignment, or none for all of them.',
  );
}

/** `costUsd` is `null` when the cost of one of the calls is not known. */
function priced(spend: Spend) {
  const rounded = {
    ...spend,
    knownUsd: roundUsd(spend.knownUsd),
    unusableUsd: roundUsd(spend.unusableUsd),
  };
  return { costUsd: costOf(rounded), ...rounded };
}
