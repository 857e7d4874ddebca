import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { figures, type Results } from '../bench/results.ts';
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

test('the figures of the README are those of bench/results.json', () => {
  const file = join(root, 'bench', 'results.json');
  const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : null;
  const shown = /<!-- bench -->\n(.*)<!-- \/bench -->/s.exec(readme)?.[1] ?? '';
  // Of the lines under a table's head Prettier draws its own.
  const lines = (text: string) => text.split('\n').filter((line) => /[^-| ]/.test(line));
  assert.deepEqual(lines(shown), lines(figures(results)), 'run: node scripts/benchTable.ts');
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
