import { shellWord } from '../domain/shellWord.ts';
import { commandRows, type CommandRow } from './commandTable.ts';
import { dataDir as dataDirRow } from './options.ts';

const inClone = 'npm run -s aita --';
/** Scripts of package.json that run `aita` where no such program is on the PATH. */
const scripts = ['aita', 'worker', 'demo'];

/** What a text tells to type; "asked to by aita pause" tells nothing. */
const begin = `(?<![\\w/'-]|\\bby )aita (?=`;
const namesOf = (rows: CommandRow[]): string => rows.map(({ name }) => name).join('|');

const commands = new RegExp(`${begin}(?:--help|${namesOf(commandRows)})(?![\\w-]))`, 'g');

const onData = commandRows.filter(({ options }) => options.includes(dataDirRow));
/** Whole commands, up to their name: with options, with an argument, or nothing after it. "The same aita batch" is none. */
const dataCommands = new RegExp(
  `${begin}(?:${namesOf(onData)})(?: (?!--data-dir)-|"|$)|init \\S)[\\w-]+`,
  'gm',
);

/**
 * How texts name commands to whoever started this process: `aita`, or what runs it in a clone of the project, and with
 * the data folder that this command was given.
 */
export function asTyped(env: NodeJS.ProcessEnv, dataDir: string | null = null): (text: string) => string {
  const isScript = env['npm_package_name'] === 'aita' && scripts.includes(env['npm_lifecycle_event'] ?? '');
  const inFolder = (text: string): string =>
    dataDir === null
      ? text
      : text.replace(dataCommands, (command) => `${command} --data-dir ${shellWord(dataDir)}`);
  return isScript ? (text) => inFolder(text).replace(commands, `${inClone} `) : inFolder;
}
