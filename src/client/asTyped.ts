import { commandRows } from './commandTable.ts';

const inClone = 'npm run -s aita --';
/** Scripts of package.json that run `aita` where no such program is on the PATH. */
const scripts = ['aita', 'worker', 'demo'];

/** Commands that a text tells to type; "asked to by aita pause" tells nothing. */
const commands = new RegExp(
  `(?<![\\w/'-]|\\bby )aita (?=(?:--help|${commandRows.map(({ name }) => name).join('|')})(?![\\w-]))`,
  'g',
);

/** How texts name commands to whoever started this process: `aita`, or what runs it in a clone of the project. */
export function asTyped(env: NodeJS.ProcessEnv): (text: string) => string {
  const isScript = env['npm_package_name'] === 'aita' && scripts.includes(env['npm_lifecycle_event'] ?? '');
  return isScript ? (text) => text.replace(commands, `${inClone} `) : (text) => text;
}
