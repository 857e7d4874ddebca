import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { costLedgerType, ledgerId, taskQueue } from '../src/domain/identity.ts';
import { version } from '../src/executor/version.ts';
import { openDataFolder } from '../src/files/dataFolder.ts';
import type { LedgerInput } from '../src/workflows/costLedger.ts';
import { clientOf } from '../test/support/histories.ts';
import { openScene } from '../test/support/scene.ts';

// `node scripts/recordHistories.ts`: records the histories that test/workflows/replay.test.ts replays. Run it when a
// workflow was changed on purpose; an open run of an older version is ended and started again by the next command.
const root = join(import.meta.dirname, '..');
const folder = join(root, 'test', 'fixtures', 'histories');

const scene = await openScene({ students: 3, pages: 2, latency: 100, env: { AITA_MAX_WORKERS: '2' } });

void test('records a finished run, one with a failed page, and a cancelled one', async () => {
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

void test('records rubrics: all made, and one question failed', async () => {
  const question = (id: string) => ({ id, text: `Question ${id}`, points: 4, kind: 'calculation', page: 1 });
  const exam = { name: 'Final', totalPoints: 12, questions: ['1', '2', '3'].map(question) };
  writeFileSync(join(scene.dataDir, 'Final', 'exam.json'), JSON.stringify(exam));
  await scene.model.configure({ latency: 100 });
  await scene.json('generate-rubric');
  await record('generateRubric-done');
  await scene.model.configure({ faults: [{ fault: 'http400', schema: 'answer_key', times: 1 }] });
  await scene.json('generate-rubric', '--no-reuse');
  await record('generateRubric-partial');
});

void test('records batches: one with a failed task, and one cut into chunks', async () => {
  const tasks = (name: string, count: number): string => {
    const lines = Array.from({ length: count }, (_, id) =>
      JSON.stringify({ id: `${id}`, prompt: `Say ${name} ${id}.` }),
    );
    const file = join(scene.folder, `${name}.jsonl`);
    writeFileSync(file, lines.join('\n'));
    return file;
  };
  await scene.model.configure({ latency: 100, faults: [{ fault: 'http400', nth: 2 }] });
  await scene.model.reset();
  await scene.json('batch', tasks('few', 4), '--out', 'few.out');
  await record('runBatch-partial');
  await scene.model.configure({ latency: 0, faults: [] });
  const wide = scene.with({ AITA_MAX_WORKERS: '20' });
  await wide.json('batch', tasks('many', 501), '--out', 'many.out');
  await record('runBatch-chunked');
  await record('runBatchTasks-last');
});

void test('records the ledger, open and gone on in a new run', async () => {
  await record('costLedger-open');
  const client = await clientOf(scene);
  const { id } = await openDataFolder(scene.dataDir);
  const input: LedgerInput = { ledger: { journals: [] }, maxEvents: 20 };
  await client.workflow.getHandle(ledgerId(id)).terminate();
  await client.workflow.start(costLedgerType, {
    workflowId: ledgerId(id),
    taskQueue: taskQueue(id),
    args: [input],
    memo: { version: version() },
  });
  await client.connection.close();
  // Each look asks the ledger for its last number.
  for (let look = 0; look < 5; look++) await scene.run('costs');
  await record('costLedger-continued', `ExecutionStatus = 'ContinuedAsNew'`);
});

/** Writes the newest history of the workflow that the name begins with. */
async function record(name: string, more = `WorkflowId != ''`): Promise<void> {
  const client = await clientOf(scene);
  const query = `WorkflowType = '${name.split('-')[0]}' AND ${more}`;
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    // Stack traces name this machine's folders.
    const text = JSON.stringify(JSON.parse(historyToJSON(history)), null, 1).replaceAll(root, '/aita');
    writeFileSync(join(folder, `${name}.json`), `${text.replaceAll(scene.folder, '/data')}\n`);
    break;
  }
  await client.connection.close();
}
