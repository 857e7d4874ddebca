import { UserError } from '../../domain/userError.ts';

/** One line of `aita doctor`. `advice` works, but is worth knowing. */
export interface Check {
  name: string;
  state: 'ok' | 'advice' | 'bad';
  found: string;
}

/** A look at one thing. Where it fails, that becomes its own line, so that the other lines are still shown. */
export async function look(
  name: string,
  check: () => Check | Check[] | Promise<Check | Check[]>,
): Promise<Check[]> {
  try {
    return [await check()].flat();
  } catch (error) {
    return [{ name, state: 'bad', found: inWords(error) }];
  }
}

function inWords(error: unknown): string {
  if (error instanceof UserError) return `${error.message} ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}
