import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadConfig, type Config } from '../../src/config.ts';
import { openEngine } from '../../src/engine/connect.ts';
import { startOwnWorker } from '../../src/executor/ownWorker.ts';
import { openDataFolder } from '../../src/files/dataFolder.ts';
import { Store, storeFile } from '../../src/store/store.ts';
import { engineFolder } from '../support/engineFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// No command but the one of the test is there to start the engine again.
const folder = await engineFolder();
const root = temporaryFolder();
const config: Config = {
  ...loadConfig({ env: {}, cwd: root }),
  stateDir: folder.options.stateDir,
  temporalCli: folder.options.temporalCli,
  searchPath: '',
};
const killEngine = () => folder.kill([...folder.keepers(), ...folder.engines()]);

test('a command whose engine dies before it has connected starts it again', async () => {
  let killed: Promise<void> | null = null;
  const onLine = () => void (killed ??= killEngine());
  const { client } = await openEngine({ ...config, onLine });
  assert.ok(killed);
  assert.equal((await client.workflow.count()).count, 0);
  await client.connection.close();
});

test('a command whose engine dies before its worker has started works when it is back', async () => {
  const { engine, client } = await openEngine(config);
  const data = await openDataFolder(join(root, 'data'), { create: true });
  const store = new Store(storeFile(data.dir));
  after(() => store.close());
  await killEngine();
  const worker = await startOwnWorker(
    { config, folder: data, store },
    { engine, client, model: false, graceMs: 0 },
  );
  assert.equal((await client.workflow.count()).count, 0);
  await worker.stop();
  await client.connection.close();
});
