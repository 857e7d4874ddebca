import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { taskRequest } from '../../src/activities/runTask.prompt.ts';
import { estimateBatch } from '../../src/client/batchEstimate.ts';
import { openPlace } from '../../src/client/session.ts';
import { readTaskLines } from '../../src/client/taskLines.ts';
import { loadConfig } from '../../src/config.ts';
import { planBatch } from '../../src/executor/planBatch.ts';
import { findDataFolder, openDataFolder } from '../../src/files/dataFolder.ts';
import { requestHash } from '../../src/llm/request.ts';
import { keepTexts } from '../../src/store/texts.ts';
import { aCall, aReply, usedAttempt } from '../support/calls.ts';
import { capturedIo } from '../support/capturedIo.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** A batch of these lines, planned in a data folder of its own. */
async function openBatch(lines: unknown[]) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'page.jpg'), 'a page');
  await openDataFolder(join(cwd, 'data'), { create: true });
  const folder = await findDataFolder(join(cwd, 'data'));
  const config = loadConfig({ env: {}, cwd });
  const session = await openPlace({ io: capturedIo(cwd).io, config, folder });
  after(() => session.store.close());
  const tasks = readTaskLines(lines.map((line) => JSON.stringify(line)).join('\n'), cwd);
  const to = { name: 'batch', endpoint: 'http://127.0.0.1:1/v1', model: 'm', reuse: true };
  const planned = await planBatch(session, tasks, to);
  await keepTexts(session.store.quick, planned.texts);
  return { cwd, session, planned };
}

const schema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };

test('a stored reply that is not of the form asked for counts as a call', async () => {
  const ids = ['good', 'bad', 'none'];
  const { session, planned } = await openBatch(ids.map((id) => ({ id, prompt: id, schema })));
  const desk = { dataDir: session.folder.dir, store: session.store };
  for (const [index, text] of ['{"word":"x"}', '{"other":1}'].entries()) {
    const task = planned.items[index]?.item;
    assert.ok(task);
    const hash = requestHash(await taskRequest(desk, planned.plan, task));
    await session.store.keepReply(aCall({ hash }), aReply({ text }), usedAttempt(aReply()));
  }
  const seen: number[] = [];
  const { stored, calls } = await estimateBatch(session, planned, (done) => void seen.push(done));
  assert.deepEqual([stored, calls, seen], [1, 2, [1, 2, 3]]);
});

test('an image that went away since the plan is listed, and the others are counted', async () => {
  const lines = [
    { id: 'seen', prompt: 'Look.', images: ['page.jpg'] },
    { id: 'read', prompt: 'Read.' },
  ];
  const { cwd, session, planned } = await openBatch(lines);
  rmSync(join(cwd, 'page.jpg'));
  const { calls, unreadable } = await estimateBatch(session, planned, () => undefined);
  assert.deepEqual([calls, unreadable], [1, [{ item: 'seen', reason: 'image 1: the file is gone' }]]);
});
