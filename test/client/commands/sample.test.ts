import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../src/client/commands/sample.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('ends with the next command, ready to copy from the folder it was typed in', async () => {
  const cwd = temporaryFolder();
  const { io, out } = capturedIo(cwd);
  assert.equal(await run({ students: 1, dir: 'my sample' }, io), 0);
  const next = "  aita ingest --data-dir 'my sample/data' --assignment Midterm --pages-per-student 2";
  assert.equal(out.at(-1), next);
  assert.ok(existsSync(join(cwd, 'my sample/data/Midterm/scans/class.pdf')));
});

test('prints one JSON object with the paths it wrote', async () => {
  const cwd = temporaryFolder();
  const { io, out } = capturedIo(cwd);
  await run({ students: 1, json: true }, io);
  const { status, dataDir, truthFile } = JSON.parse(out.join('\n')) as Record<string, string>;
  assert.equal(status, 'done');
  assert.equal(dataDir, join(cwd, 'aita-sample/data'));
  assert.ok(existsSync(truthFile ?? ''));
});

test('with --quiet it says nothing beside the result, not even of settings', async () => {
  const { io, err } = capturedIo(temporaryFolder());
  await run({ students: 1, quiet: true }, { ...io, env: { AITA_NONSENSE: '1' } });
  assert.deepEqual(err, []);
});
