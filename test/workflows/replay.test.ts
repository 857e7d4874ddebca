import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Runtime, Worker, DefaultLogger } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/engine/workflowBundle.ts';
import { plantedFolder } from '../support/plantedFolder.ts';

const root = join(import.meta.dirname, '..', '..');
const recorded = join(root, 'test', 'fixtures', 'histories');

Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });

interface Recorded {
  events: { workflowExecutionStartedEventAttributes?: { workflowId: string } }[];
}

/** Names of the recorded runs that these workflows would not have made. */
async function strangersTo(workflows: string): Promise<string[]> {
  const code = await bundleWorkflows(join(workflows, 'index.ts'));
  const strangers: string[] = [];
  for (const file of readdirSync(recorded).sort()) {
    const history = JSON.parse(readFileSync(join(recorded, file), 'utf8')) as Recorded;
    // Chunks are named after it.
    const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '';
    const results = Worker.runReplayHistories({ workflowBundle: { code } }, [{ workflowId, history }]);
    for await (const { error } of results) if (error) strangers.push(file);
  }
  return strangers;
}

test('recorded runs replay: a worker of this version can carry them on', async () => {
  const files = readdirSync(recorded);
  for (const workflow of ['transcribe', 'generateRubric', 'runBatch', 'runBatchTasks', 'costLedger'])
    assert.ok(
      files.some((file) => file.startsWith(`${workflow}-`)),
      workflow,
    );
  assert.deepEqual(await strangersTo(join(root, 'src', 'workflows')), []);
});

test('a planted change of a workflow is caught by the replay', async () => {
  const copy = plantedFolder();
  after(() => rmSync(copy, { recursive: true }));
  for (const folder of ['workflows', 'domain', 'activities']) {
    cpSync(join(root, 'src', folder), join(copy, folder), { recursive: true });
  }
  const file = join(copy, 'workflows', 'transcribe.ts');
  const changed = readFileSync(file, 'utf8').replace(
    '  const pages = await localSteps.listPages(',
    `  await localSteps.setGate({ run: run.id, state: 'open', reason: null });\n  const pages = await localSteps.listPages(`,
  );
  assert.ok(changed.includes('setGate'));
  writeFileSync(file, changed);
  const transcriptions = readdirSync(recorded).filter((file) => file.startsWith('transcribe'));
  assert.deepEqual(await strangersTo(join(copy, 'workflows')), transcriptions.sort());
});
