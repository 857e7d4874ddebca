import type { Flags } from '../../config.ts';
import { nameOption } from '../../domain/identity.ts';
import { shellWord } from '../../domain/shellWord.ts';
import { ExitCode, UserError } from '../../domain/userError.ts';
import { countReplies, forgetReplies } from '../../store/forget.ts';
import { findOpenPipeline } from '../findOpenPipeline.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { openSession, type Session } from '../session.ts';

export async function run(options: DataOptions & Flags & { yes?: boolean }, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const { store, assignment } = session;
  await refuseWhileOpen(session);
  const count = countReplies(store, assignment.name);
  const question = `Forget ${count} stored replies of ${assignment.name}? The next run asks and pays again.`;
  if (count > 0 && !options.yes && !(await io.confirm(question))) {
    if (options.json) printJson(io, { assignment: assignment.name, forgotten: 0 });
    return ExitCode.interrupted;
  }
  // The question may have stood for long.
  if (!options.yes) await refuseWhileOpen(session);
  forgetReplies(store, assignment.name);
  const words = `${count} stored replies of ${assignment.name} forgotten; what was spent stays booked.`;
  if (options.json) printJson(io, { assignment: assignment.name, forgotten: count });
  else io.out(words);
  return ExitCode.done;
}

/** An open run writes its results from the stored replies once more, at its end. */
async function refuseWhileOpen(session: Session): Promise<void> {
  const pipeline = await findOpenPipeline(session);
  if (!pipeline) return;
  const { name } = session.assignment;
  throw new UserError(
    'run-open',
    `A ${pipeline} run of ${name} is open, and needs its stored replies.`,
    `Finish it first, or end it: aita cancel ${nameOption(pipeline)} ${shellWord(name)}`,
  );
}
