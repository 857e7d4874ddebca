// `node scripts/run.js NAME [arguments]`: sets up what is missing, then runs the steps of NAME on the right Node.
import { readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { runAsChild } from '../bin/runAsChild.js';
import { nodeFlags, root, setUp } from './setup.js';

const [name = '', ...args] = process.argv.slice(2);

// A test that hangs is ended after this; the slowest one runs the whole demo (120 s).
const testTimeoutMs = 300_000;

const format = ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'];
const lint = ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'];
const types = ['node_modules/typescript/bin/tsc', '-p', '.'];
const build = ['scripts/build.ts'];

/** Groups one after the other, the commands of a group at once; each is what follows `node`. @type {Record<string, () => string[][][]>} */
const steps = {
  build: () => [[build]],
  check: () => [[format, lint, types], [tests((file) => !isSlow(file))]],
  test: () => [[format, lint, types, build], [tests(() => true)]],
  format: () => [[['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.']]],
  demo: () => [[['scripts/demo.ts', ...args]]],
  bench: () => [[['bench/main.ts', ...args]]],
  chaos: () => [[['scripts/chaos.ts', ...args]]],
};

/** @param {string} file */
const isSlow = (file) => file.endsWith('.slow.test.ts');

/** @param {(file: string) => boolean} isWanted */
function tests(isWanted) {
  const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const wanted = all.filter((file) => file.endsWith('.test.ts') && isWanted(file)).sort();
  // Long ones first, so that at the end no processor waits for the last of them.
  const files = [...wanted.filter(isSlow), ...wanted.filter((file) => !isSlow(file))];
  const options = ['--test-concurrency=2', `--test-timeout=${testTimeoutMs}`];
  return ['--test', ...options, ...args, ...files.map((file) => join('test', file))];
}

/** The first code that is not 0, after all have ended. @param {string} node @param {string[][]} group */
async function runAtOnce(node, group) {
  const codes = await Promise.all(group.map((step) => run(node, step)));
  const failed = codes.findIndex((code) => code !== 0);
  if (failed === -1) return 0;
  if (group.length > 1)
    process.stderr.write(`npm run ${name} stopped at: node ${group[failed]?.join(' ')}\n`);
  return codes[failed] ?? 1;
}

/** @param {string} node @param {string[]} step */
function run(node, step) {
  // npm, tools and tests that start `node` get the one that was found.
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  return runAsChild(node, [...nodeFlags, ...step], { cwd: root, env: { ...process.env, PATH: path } });
}

async function main() {
  const chosen = steps[name];
  if (!chosen) {
    process.stderr.write(`There is no step "${name}"; there are: ${Object.keys(steps).join(', ')}.\n`);
    return 2;
  }
  const node = setUp();
  if (node === null) return 2;
  for (const group of chosen()) {
    const code = await runAtOnce(node, group);
    if (code !== 0) return code;
  }
  return 0;
}

process.exitCode = await main();
