import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { figures, type Results } from '../bench/results.ts';
import { chaosFigures, type ChaosReport } from '../scripts/chaos/chaosFigures.ts';
import { commandRows } from '../src/client/commandTable.ts';
import { settings } from '../src/settings.ts';
import { failureRows } from './support/failureCases.ts';

const root = join(import.meta.dirname, '..');
// Prettier pads the tables.
const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll(/ +/g, ' ').replaceAll('\\', '');

test('the README lists every command in the words of --help', () => {
  for (const { name, summary } of commandRows)
    assert.ok(readme.includes(`| \`aita ${name}\` | ${summary} |`), name);
});

test('the README lists every setting with its default and meaning', () => {
  for (const [name, setting] of Object.entries(settings)) {
    const shown = setting.shownDefault ?? setting.default ?? 'none';
    assert.ok(readme.includes(`| \`${name}\` | ${shown} | ${setting.meaning} |`), name);
  }
});

test('the README lists no command and no setting that is not there', () => {
  const known = [...commandRows.map(({ name }) => `aita ${name}`), ...Object.keys(settings)];
  const listed = [...readme.matchAll(/^\| `(aita [a-z-]+|[A-Z_]+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(listed.sort(), known.sort());
});

test('the figures of the README are those of bench/results.json and bench/chaos.json', () => {
  const read = <T>(name: string): T | null => {
    const file = join(root, 'bench', `${name}.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
  };
  const shown = (name: string) =>
    new RegExp(`<!-- ${name} -->\n(.*)<!-- /${name} -->`, 's').exec(readme)?.[1] ?? '';
  // Of the lines under a table's head Prettier draws its own.
  const lines = (text: string) =>
    text
      .replace(/ +/g, ' ')
      .split('\n')
      .filter((line) => /[^-| ]/.test(line));
  const advice = 'run: node scripts/benchTable.ts';
  assert.deepEqual(lines(shown('bench')), lines(figures(read<Results>('results'))), advice);
  assert.deepEqual(lines(shown('chaos')), lines(chaosFigures(read<ChaosReport>('chaos'))), advice);
});

test('every file that the README links to is there', () => {
  for (const [, link = ''] of readme.matchAll(/\]\((?!https?:)([^)]+)\)/g))
    assert.ok(existsSync(join(root, link)), link);
});

test('docs/failures.md has one row for each fault of the fault model, in the words of its test', () => {
  const text = readFileSync(join(root, 'docs', 'failures.md'), 'utf8').replaceAll(/ +/g, ' ');
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  assert.deepEqual(rows, failureRows);
});

test('every source file that a document names is there', () => {
  const folders = ['src', 'test', 'scripts', 'bench', 'examples', 'docs', 'deploy', 'bin', 'schemas'];
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `/${folder}/${file}`,
    ),
  );
  const files = [...inFolders, ...readdirSync(root).map((file) => `/${file}`)];
  const documents = files.filter((file) => file.endsWith('.md'));
  assert.ok(documents.length > 15);
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8');
    for (const [, named = ''] of text.matchAll(/`((?:[\w.-]+\/)*[\w.-]+\.(?:ts|js|md|html|yaml))[` ]/g))
      assert.ok(
        !isOurs(named) || files.some((file) => file.endsWith(`/${named}`)),
        `${named} in ${document}`,
      );
  }
});

/** Of the files that a run or a user writes, none has these folders and endings. */
const isOurs = (path: string): boolean =>
  /\.(ts|js)$/.test(path) || /^(src|test|scripts|bench|examples|docs|deploy)\//.test(path);

test('CONTRIBUTING lists the files of generate-rubric: all there, and none of src missing', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const section = text.slice(text.indexOf("## A pipeline's files"), text.indexOf('## Add a pipeline'));
  const listed = [...section.matchAll(/^- `([a-z/]+\/)`: (.*)$/gm)].flatMap(([, folder = '', files = '']) =>
    [...files.matchAll(/`([\w./-]+\.(?:ts|schema\.json))`/g)].map(([, file = '']) => folder + file),
  );
  assert.deepEqual(
    listed.filter((file) => !existsSync(join(root, file))),
    [],
  );
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`);
  const knows = (file: string) =>
    /rubric|answer-?_?key/i.test(withoutComments(readFileSync(join(root, file), 'utf8')));
  // A student of the sample writes the word on a page.
  const isMissing = (file: string) => file !== 'src/offline/sampleStudents.ts' && !listed.includes(file);
  assert.deepEqual(
    sources.filter((file) => knows(file) && isMissing(file)),
    [],
  );
});

const withoutComments = (text: string): string => text.replaceAll(/\/\*.*?\*\/|^\s*\/\/[^\n]*/gms, '');
