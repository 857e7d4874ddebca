import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { version } from '../../src/executor/version.ts';
import { SimpleLLMTask } from '../../src/index.ts';
import { executorScene } from '../support/executorScene.ts';
import { sharedEngine } from '../support/engine.ts';

const list = (prefix: string) =>
  [0, 1, 2].map((index) => SimpleLLMTask({ taskId: `${index}`, prompt: `Say ${prefix} ${index}.` }));

test('two programs that start a batch at once after a crash both get its results', async () => {
  const scene = await executorScene({ latency: 300 });
  const programs = [await scene.open({ maxWorkers: 5 }), await scene.open({ maxWorkers: 5 })];
  for (const program of programs) await program.executeBatch(list('warm'), { checkpointName: 'warm' });
  const { id } = JSON.parse(readFileSync(join(scene.dataDir, 'course.json'), 'utf8')) as { id: string };
  const { connectionOptions } = await sharedEngine();
  const connection = await Connection.connect(connectionOptions);
  // The run of a program that had a client of its own, and was killed.
  await new Client({ connection }).workflow.start('runBatch', {
    workflowId: `runBatch:crashed:${id}`,
    taskQueue: 'nobody',
    args: [],
    memo: { plan: 'other', version: version(), queue: 'own-999999-1-abcdef01' },
  });
  await connection.close();
  const results = await Promise.all(
    programs.map((program) => program.executeBatch(list('crashed'), { checkpointName: 'crashed' })),
  );
  assert.deepEqual(
    results.map(({ succeeded }) => succeeded),
    [3, 3],
  );
});
