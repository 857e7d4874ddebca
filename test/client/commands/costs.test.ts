import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../../src/client/commands/costs.ts';
import { openDataFolder } from '../../../src/files/dataFolder.ts';
import { writeJournal } from '../../../src/store/journal.ts';
import { usageOfRun } from '../../../src/store/spend.ts';
import { Store, storeFile } from '../../../src/store/store.ts';
import { aCall, aReply, usedAttempt } from '../../support/calls.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('adds cents without the dust of floating point', async () => {
  const cwd = temporaryFolder();
  const dataDir = join(cwd, 'data');
  mkdirSync(join(dataDir, 'Final', 'pages'), { recursive: true });
  await openDataFolder(dataDir);
  const store = new Store(storeFile(dataDir));
  for (const costUsd of [0.1, 0.2])
    writeJournal(store.quick, 1, aCall(), { ...usedAttempt(aReply({ costUsd })), kind: 'unusable' });
  assert.equal(usageOfRun(store.quick, 'run-1').costUsd, 0.3);
  store.close();

  const { io, out } = capturedIo(cwd);
  io.env['AITA_STATE_DIR'] = join(cwd, 'state');
  await run({ json: true, quiet: true, dataDir }, io);
  const { rows, total } = JSON.parse(out.join('\n')) as { rows: object[]; total: object };
  for (const row of [...rows, total])
    assert.partialDeepStrictEqual(row, { costUsd: 0.3, knownUsd: 0.3, unusableUsd: 0.3 });
});
