import assert from 'node:assert/strict';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bundleWorkflows } from '../../src/engine/workflowBundle.ts';
import { plantedFolder } from '../support/plantedFolder.ts';

const root = join(import.meta.dirname, '..', '..');
/** Measured: 1.6 MB. zod alone would add a megabyte. */
const maxBytes = 2_200_000;

const strangers = (code: string): string[] =>
  ['ZodError', 'OpenAIError', 'node:sqlite'].filter((word) => code.includes(word));

test('the workflow bundle holds no zod, no openai and no store, and stays small', async () => {
  const code = await bundleWorkflows(join(root, 'src', 'workflows', 'index.ts'));
  assert.deepEqual(strangers(code), []);
  assert.ok(code.length < maxBytes, `${code.length} bytes`);
});

test('a planted import of zod is noticed', async () => {
  const copy = plantedFolder();
  after(() => rmSync(copy, { recursive: true }));
  for (const folder of ['workflows', 'domain', 'activities']) {
    cpSync(join(root, 'src', folder), join(copy, folder), { recursive: true });
  }
  const planted = `import { Exam } from '../domain/exam.ts';\nexport { transcribe } from './transcribe.ts';\nexport const form = Exam;\n`;
  writeFileSync(join(copy, 'workflows', 'index.ts'), planted);
  const code = await bundleWorkflows(join(copy, 'workflows', 'index.ts'));
  assert.deepEqual(strangers(code), ['ZodError']);
});
