import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, type EngineCommandOptions } from '../../../src/client/commands/engine.ts';
import { ExitCode } from '../../../src/domain/userError.ts';
import { connectClient } from '../../../src/engine/connect.ts';
import { engineStatus, type EngineStatus } from '../../../src/engine/engine.ts';
import { embeddedTarget } from '../../../src/engine/engineTarget.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { engineFolder } from '../../support/engineFolder.ts';
import { waitFor } from '../../support/waitFor.ts';

const folder = await engineFolder();

/** Runs `aita engine`; a question is answered with no. */
async function engine(options: EngineCommandOptions, env: NodeJS.ProcessEnv = {}) {
  const { io, out, err } = capturedIo(folder.files.stateDir);
  const asked: string[] = [];
  const exitCode = await run(options, {
    ...io,
    env: {
      AITA_STATE_DIR: folder.options.stateDir,
      AITA_TEMPORAL_CLI: folder.options.temporalCli ?? '',
      ...env,
    },
    confirm: async (question) => asked.push(question) === 0,
  });
  return { exitCode, out: out.join('\n'), err: err.join('\n'), asked };
}

test('says that no engine runs, without starting one', async () => {
  const { exitCode, out } = await engine({ action: 'status' });
  assert.equal(exitCode, ExitCode.done);
  assert.match(out, /not running/);
  assert.deepEqual(JSON.parse((await engine({ action: 'status', json: true })).out), { running: false });
});

test('starts the engine and shows where it is', async () => {
  const { out, err } = await engine({ action: 'start' });
  assert.match(
    out,
    /^The engine runs at 127\.0\.0\.1:\d+ .* open runs: 0\.\nWeb UI: http:\/\/127\.0\.0\.1:\d+$/,
  );
  assert.match(err, /aita engine stop/);
  const status = JSON.parse((await engine({ action: 'status', json: true })).out) as EngineStatus;
  assert.deepEqual([status.running, status.openRuns, [status.pid]], [true, 0, folder.engines()]);
});

test('says that runs go elsewhere when TEMPORAL_ADDRESS is set', async () => {
  const { err } = await engine({ action: 'status' }, { TEMPORAL_ADDRESS: 'course.example:7233' });
  assert.match(err, /TEMPORAL_ADDRESS is course\.example:7233/);
});

test('asks before it stops an engine with an open run, and leaves it after a no', async () => {
  const status = await engineStatus(folder.options);
  assert.ok(status.running);
  const client = await connectClient(embeddedTarget(status.address, null));
  await client.workflow.start('anything', { taskQueue: 'nobody', workflowId: 'open' });
  await client.connection.close();
  await waitFor(async () => {
    const now = await engineStatus(folder.options);
    return now.running && now.openRuns === 1;
  });
  const { exitCode, asked } = await engine({ action: 'stop' });
  assert.equal(exitCode, ExitCode.interrupted);
  assert.match(asked.join('\n'), /^A run is open .* Stop it\?$/);
  const declined = await engine({ action: 'stop', json: true });
  assert.equal(declined.exitCode, ExitCode.interrupted);
  assert.deepEqual(JSON.parse(declined.out), { running: true, wasRunning: true });
  assert.equal(folder.engines().length, 1);
});

test('stops it after a yes given beforehand', async () => {
  const { exitCode, out, asked } = await engine({ action: 'stop', yes: true });
  assert.deepEqual([exitCode, out, asked], [ExitCode.done, 'The engine is stopped.', []]);
  assert.deepEqual([...folder.engines(), ...folder.keepers()], []);
  assert.equal((await engine({ action: 'stop' })).out, 'The engine was not running.');
});
