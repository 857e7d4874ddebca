import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');
const border = '@typescript-eslint/no-restricted-imports';
const syntax = 'no-restricted-syntax';

/** Each file breaks one rule, so that a rule that fell silent is noticed. */
const breaches: Record<string, { rule: string; text: string }> = {
  'src/domain/readsDisk.ts': { rule: border, text: `export { readFileSync } from 'node:fs';` },
  'src/domain/usesStore.ts': { rule: border, text: `export type { Own } from '../store/own.ts';` },
  'src/store/usesZod.ts': { rule: border, text: `export { z } from 'zod';` },
  'src/llm/usesTemporal.ts': { rule: border, text: `export { heartbeat } from '@temporalio/activity';` },
  'src/files/usesModel.ts': { rule: border, text: `export type { Own } from '../llm/own.ts';` },
  'src/engine/usesFiles.ts': { rule: border, text: `export type { Own } from '../files/own.ts';` },
  'src/offline/loadsDevPackage.ts': { rule: border, text: `export { createCanvas } from '@napi-rs/canvas';` },
  'src/activities/usesClient.ts': { rule: border, text: `export type { Own } from '../client/own.ts';` },
  'src/workflows/usesZod.ts': { rule: border, text: `export { z } from 'zod';` },
  'src/workflows/usesModelPackage.ts': { rule: border, text: `export { OpenAI } from 'openai';` },
  'src/workflows/readsDisk.ts': { rule: border, text: `export { readFileSync } from 'node:fs';` },
  'src/workflows/usesSchema.ts': { rule: border, text: `export { Exam } from '../domain/exam.ts';` },
  'src/workflows/runsActivity.ts': { rule: border, text: `export { own } from '../activities/own.ts';` },
  'src/workflows/shared/runsActivity.ts': {
    rule: border,
    text: `export { own } from '../../activities/own.ts';`,
  },
  'src/client/usesActivities.ts': { rule: border, text: `export { own } from '../activities/own.ts';` },
  'src/executor/usesClient.ts': { rule: border, text: `export type { Own } from '../client/own.ts';` },
  'src/index.ts': { rule: border, text: `export type { Own } from './store/own.ts';` },
  'src/client/runsWorkflow.ts': { rule: border, text: `export { own } from '../workflows/own.ts';` },
  'src/settings.ts': { rule: border, text: `export type { Own } from './store/own.ts';` },
  'src/worker.ts': { rule: border, text: `export type { Own } from './client/own.ts';` },
  'src/llm/readsEnvironment.ts': { rule: syntax, text: `export const key = process.env.KEY;` },
  'src/llm/importsProcess.ts': { rule: syntax, text: `export { env } from 'node:process';` },
  'src/client/exits.ts': { rule: syntax, text: `export const stop = () => process.exit(1);` },
  'src/llm/prints.ts': { rule: 'no-console', text: `console.log('here');` },
  'src/llm/forgetsPromise.ts': {
    rule: '@typescript-eslint/no-floating-promises',
    text: `fetch('http://127.0.0.1');`,
  },
  'src/llm/importsTypeAsValue.ts': {
    rule: '@typescript-eslint/consistent-type-imports',
    text: `import { Stats } from 'node:fs';\nexport const size = (file: Stats) => file.size;`,
  },
  'src/llm/anything.ts': {
    rule: '@typescript-eslint/no-explicit-any',
    text: `export const loose = (value: any) => String(value);`,
  },
  'src/llm/silences.ts': {
    rule: '@typescript-eslint/ban-ts-comment',
    text: `// @ts-ignore\nexport const count: number = 'three';`,
  },
  'src/llm/ring.ts': {
    rule: 'import-x/no-cycle',
    text: `import { other } from './ring2.ts';\nexport const own = () => other;`,
  },
  'src/llm/ring2.ts': {
    rule: 'import-x/no-cycle',
    text: `import { own } from './ring.ts';\nexport const other = () => own;`,
  },
  'src/llm/longFile.ts': { rule: 'max-lines', text: 'export {};\n'.repeat(201) },
  'src/llm/longFunction.ts': {
    rule: 'max-lines-per-function',
    text: `export function long(count: number) {\n${'  count += 1;\n'.repeat(39)}  return count;\n}`,
  },
  'src/llm/manyParameters.ts': {
    rule: 'max-params',
    text: `export const sum = (a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e;`,
  },
  'src/llm/deep.ts': {
    rule: 'max-depth',
    text: `export function deep(n: number) { if (n > 1) if (n > 2) if (n > 3) if (n > 4) return n; return 0; }`,
  },
  'src/llm/swallows.ts': {
    rule: 'no-empty',
    text: `export function swallow(work: () => void) { try { work(); } catch {} }`,
  },
  'src/llm/later.ts': { rule: 'no-warning-comments', text: `// ${'TO'}DO: later\nexport const later = 1;` },
  'src/llm/loosely.ts': { rule: 'eqeqeq', text: `export const isNone = (value: unknown) => value == 0;` },
};

/** What the folders may do, so that a rule does not simply flag everything. */
const allowed: Record<string, string> = {
  'src/store/own.ts': `export { readFileSync } from 'node:fs';\nexport type Own = string;`,
  'src/llm/own.ts': `export { z } from 'zod';\nexport type { ChatCompletion } from 'openai/resources/chat/completions';`,
  'src/files/own.ts': `export type Own = string;`,
  'src/offline/own.ts': `export type { Canvas } from '@napi-rs/canvas';`,
  'src/activities/own.ts': `export type { Own } from '../store/own.ts';\nexport const own = async () => 'own';`,
  'src/workflows/own.ts':
    `import type { own as step } from '../activities/own.ts';\nexport { noUsage } from '../domain/cost.ts';\n` +
    `export type { Exam } from '../domain/exam.ts';\nexport const own = (run: typeof step) => run();`,
  'src/workflows/messages.ts': `export const progressQuery = 'progress';`,
  'src/domain/cost.ts': `export const noUsage = 0;`,
  'src/domain/exam.ts': `import { z } from 'zod';\nexport const Exam = z.string();\nexport type Exam = z.infer<typeof Exam>;`,
  'src/client/own.ts':
    `export type { own } from '../workflows/own.ts';\nexport { progressQuery } from '../workflows/messages.ts';\n` +
    `export type Own = string;`,
  'src/client/main.ts': `process.exit(0);`,
  'src/config.ts': `export const home = process.env.HOME;`,
};

suite('the lint rules', () => {
  const tree = mkdtempSync(join(tmpdir(), 'aita-lint-'));
  const found = new Map<string, string[]>();
  before(async () => {
    plant(tree);
    const eslint = new ESLint({ cwd: tree, overrideConfigFile: join(root, 'eslint.config.js') });
    for (const { filePath, messages } of await eslint.lintFiles(['src'])) {
      const rules = messages.map(({ ruleId, message }) => ruleId ?? message);
      found.set(filePath.slice(tree.length + 1), rules);
    }
  });
  after(() => rmSync(tree, { recursive: true }));

  for (const [file, { rule }] of Object.entries(breaches)) {
    test(`${rule} flags ${file}`, () =>
      assert.ok(found.get(file)?.includes(rule), `found: ${found.get(file)?.join()}`));
  }
  for (const file of Object.keys(allowed)) {
    test(`nothing is flagged in ${file}`, () => assert.deepEqual(found.get(file), []));
  }
});

function plant(tree: string) {
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const texts = { ...allowed, 'package.json': '{ "type": "module" }', 'tsconfig.json': tsconfig() };
  for (const [file, { text }] of Object.entries(breaches)) Object.assign(texts, { [file]: text });
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${text}\n`);
  }
}

function tsconfig() {
  return JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['src'] });
}
