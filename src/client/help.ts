import { Help } from 'commander';
import { settings, type Setting } from '../settings.ts';
import type { CommandRow } from './commandTable.ts';

/** Names commands as they can be typed here. */
type Typed = (text: string) => string;

/** Text under the options of one command; `width` in columns. */
export const commandFooter = ({ examples }: CommandRow, width: number, typed: Typed): string =>
  `\nExamples:\n${table(asExamples(examples, typed), width)}`;

const asExamples = (rows: [string, string][], typed: Typed): [string, string][] =>
  rows.map(([command, meaning]) => [typed(command), meaning]);

/** Text under the commands of `aita --help`. */
export const programFooter = (width: number, typed: Typed): string => `
Environment (flags > environment > .env in the working folder > default):
${table(
  Object.entries(settings).map(([name, row]) => [name, settingLine(row)]),
  width,
)}

Exit codes:
${table(exitCodes, width)}

Examples:
${table(asExamples(examples, typed), width)}`;

/** A setting's meaning and default in one line; the README and .env.example show the same. */
export function settingLine({ meaning, default: fixed, shownDefault }: Setting<unknown>): string {
  return `${meaning} (${shownDefault ?? fixed ?? 'none'})`;
}

const exitCodes: [string, string][] = [
  ['0', 'done'],
  ['1', 'something unexpected, with a stack'],
  ['2', 'wrong usage or configuration, and nothing was spent; or a disk that is full or read-only'],
  ['3', 'finished, and some items failed; they are listed'],
  ['4', 'paused by the budget or by a refused key; it says how to go on'],
  ['130', 'interrupted or declined; it says how to go on'],
  ['143', 'terminated by SIGTERM, and says how to go on; a worker that is told to end so: 0'],
];

const examples: [string, string][] = [
  ['aita', 'what is here, and the next command'],
  ['aita transcribe --assignment Final', 'read every page of an exam'],
  ['aita transcribe --help', 'the options of one command'],
];

function table(rows: [string, string][], helpWidth: number): string {
  const help = new Help();
  help.prepareContext({ helpWidth });
  const termWidth = Math.max(...rows.map(([term]) => term.length));
  return rows.map(([term, description]) => help.formatItem(term, termWidth, description, help)).join('\n');
}
