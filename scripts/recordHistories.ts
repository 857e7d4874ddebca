import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { clientOf } from '../test/support/histories.ts';
import { openScene } from '../test/support/scene.ts';

// `node scripts/recordHistories.ts`: records the histories that test/workflows/replay.test.ts replays. Run it when a
// workflow was changed on purpose; an open run of an older version is ended and started again by the next command.
const root = join(import.meta.dirname, '..');
const folder = join(root, 'test', 'fixtures', 'histories');

const scene = await openScene({ students: 3, pages: 2, latency: 100, env: { AITA_MAX_WORKERS: '2' } });

await test('records a finished run, one with a failed page, and a cancelled one', async () => {
  mkdirSync(folder, { recursive: true });
  await scene.json('transcribe');
  await record('transcribe-done');
  await scene.model.configure({ faults: [{ fault: 'http400', nth: 2 }] });
  await scene.json('transcribe', '--no-reuse');
  await record('transcribe-partial');
  await scene.model.configure({ latency: 1500, faults: [] });
  const run = scene.start('transcribe', '--no-reuse', '--yes');
  await scene.model.until(({ inFlight }) => inFlight > 0, 20_000);
  await scene.run('cancel');
  await run.done;
  await record('transcribe-cancelled');
});

async function record(name: string): Promise<void> {
  const client = await clientOf(scene);
  for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = 'transcribe'` })) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    // Stack traces name this machine's folders.
    const text = JSON.stringify(JSON.parse(historyToJSON(history)), null, 1).replaceAll(root, '/aita');
    writeFileSync(join(folder, `${name}.json`), `${text.replaceAll(scene.folder, '/data')}\n`);
    break;
  }
  await client.connection.close();
}
