import type { Flags } from '../../config.ts';
import { ExitCode } from '../../domain/userError.ts';
import { countReplies, forgetReplies } from '../../store/forget.ts';
import type { Io } from '../io.ts';
import type { DataOptions } from '../options.ts';
import { printJson } from '../output.ts';
import { openSession } from '../session.ts';

export async function run(options: DataOptions & Flags & { yes?: boolean }, io: Io): Promise<ExitCode> {
  await using session = await openSession(options, io);
  const { store, assignment } = session;
  const count = countReplies(store, assignment.name);
  const question = `Forget ${count} stored replies of ${assignment.name}? The next run asks and pays again.`;
  if (count > 0 && !options.yes && !(await io.confirm(question))) {
    if (options.json) printJson(io, { assignment: assignment.name, forgotten: 0 });
    return ExitCode.interrupted;
  }
  forgetReplies(store, assignment.name);
  const words = `${count} stored replies of ${assignment.name} forgotten; what was spent stays booked.`;
  if (options.json) printJson(io, { assignment: assignment.name, forgotten: count });
  else io.out(words);
  return ExitCode.done;
}
