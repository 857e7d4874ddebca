import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { PageFile } from '../../src/files/pageFile.ts';
import { PageUnreadable } from '../../src/files/pageUnreadable.ts';
import { drawPage } from '../support/drawPage.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('reads a page once for looking and taking, and keeps nothing of it afterwards', async () => {
  const dir = temporaryFolder();
  const path = join(dir, '1.jpg');
  await writeFile(path, await drawPage());
  const file = new PageFile(dir, { path: '1.jpg' });
  const seen = await file.look();
  await rm(path);
  assert.equal(await file.look(), seen);
  assert.equal(await file.take(), seen);
  await assert.rejects(file.take(), PageUnreadable);
});
