import { basename } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../domain/userError.ts';
import { readText } from './readText.ts';

/**
 * Reads a JSON file; `null` when there is none.
 *
 * @throws UserError when it is not JSON, with the parser's line and column.
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(
      'not-json',
      `${basename(path)} is not JSON: ${error.message}.`,
      `Correct ${path}, then run the same command; nothing was changed.`,
    );
  }
}

/** A wrong place in a file, e.g. `questions[1].points`, and what is wrong there. */
export interface Fault {
  at: string;
  problem: string;
}

/** What zod found, in the words "expected …, got …"; `value` is what was read. */
export function faultsOf(error: z.ZodError, value: unknown): Fault[] {
  return error.issues.map((issue) => ({ at: fieldPath(issue.path), problem: problemOf(issue, value) }));
}

/** One `UserError` for all faults of a file: the first in full, the places of the others. */
export function faultyFile(path: string, faults: readonly Fault[]): UserError {
  const [first, ...others] = faults.map(({ at, problem }) => `${at}: ${problem}`);
  const more = others.length === 0 ? '' : ` (${others.length} more: ${others.slice(0, 5).join('; ')})`;
  const name = basename(path);
  return new UserError(
    'bad-file',
    `${name}: ${first ?? 'it cannot be used'}${more}`,
    `Correct ${path}, then run the same command; nothing was changed.`,
  );
}

function problemOf(issue: z.core.$ZodIssue, root: unknown): string {
  const found = shown(valueAt(root, issue.path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown field ${issue.keys.map((key) => `"${key}"`).join(', ')}; check its spelling`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}, got ${found}`;
    case 'too_small':
      return `expected ${sizeWords(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum)}, got ${found}`;
    case 'too_big':
      return `expected ${sizeWords(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum)}, got ${found}`;
    case 'invalid_key':
      return issue.issues.map(({ message }) => message).join('; ');
    case 'invalid_type':
      return `expected ${typeWord(issue.expected)}, got ${found}`;
    default:
      return `${issue.message}, got ${found}`;
  }
}

function sizeWords(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') return `${relation} ${bound} character(s)`;
  if (origin === 'array') return `${relation} ${bound} item(s)`;
  return `a number of ${relation} ${bound}`;
}

const typeWord = (type: string): string => (type === 'int' ? 'a whole number' : `a value of type ${type}`);

function fieldPath(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'the whole file' : text.replace(/^\./, '');
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
