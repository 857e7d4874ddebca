import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { drawPage } from './support/drawPage.ts';
import { executorScene } from './support/executorScene.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

const root = join(import.meta.dirname, '..');
const scene = await executorScene({ latency: 400 });
const { model } = scene;

/** Starts an example as its own process; the clone's sources stand for the installed package. */
function start(name: string, args: string[] = [], env: Record<string, string> = {}) {
  const flags = ['--disable-warning=ExperimentalWarning', '--conditions=aita-source'];
  const child = spawn(process.execPath, [...flags, join(root, 'examples', name), ...args], {
    cwd: root,
    env: { ...scene.env, AITA_DATA_DIR: scene.dataDir, ...env },
  });
  after(() => child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const done = once(child, 'close').then(([code]) => ({ ...output, code: code as number | null }));
  return { child, done };
}

test('a program killed in the middle and started again pays only for what is missing', async () => {
  const first = start('firstBatch.ts');
  await model.until(({ delivered }) => delivered.calls >= 8, 60_000);
  first.child.kill('SIGKILL');
  await first.done;
  const second = await start('firstBatch.ts').done;
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stdout, /100 % done/);
  assert.equal(second.stdout.match(/^word \d+ /gm)?.length, 20);
  const { total, repeated } = await model.stats();
  assert.ok(repeated <= 4, `${repeated} calls were asked again, 4 were in flight`);
  assert.ok(total <= 24, `${total} calls for 20 tasks`);
  const reused = Number(/(\d+) from the store/.exec(second.stdout)?.[1]);
  // Of the eight that left the provider, those in flight at the kill may not have arrived.
  assert.ok(reused >= 4, second.stdout);
});

test('after its end it makes no call at all', async () => {
  const before = (await model.stats()).total;
  const again = await start('firstBatch.ts').done;
  assert.match(again.stdout, /100 % done, 20 from the store, 0 calls/);
  assert.equal((await model.stats()).total, before);
});

test('visionTask, taskFamily and streamResults run and say what came', async () => {
  await model.configure({ latency: 20 });
  const folder = temporaryFolder();
  const pictures = ['M30 60h120', 'M30 90h120'].map(async (strokes, index) => {
    const path = join(folder, `${index}.jpg`);
    writeFileSync(path, await drawPage({ strokes }));
    return path;
  });
  const vision = await start('visionTask.ts', await Promise.all(pictures)).done;
  assert.match(vision.stdout, /^first \w+\nsecond \w+\n$/, vision.stderr);
  const family = await start('taskFamily.ts').done;
  assert.match(family.stdout, /^first 0\.2 \w+\nsecond 0\.2 \w+\n$/, family.stderr);
  const stream = await start('streamResults.ts').done;
  assert.match(stream.stdout, /3 of 3 done\n$/, stream.stderr);
});

test('another process attaches by name and reads the same results', async () => {
  const attached = await start('streamResults.ts', ['colours']).done;
  assert.match(attached.stdout, /3 of 3 done\n$/, attached.stderr);
  assert.equal(attached.stdout.match(/^(red|green|blue) Reply/gm)?.length, 3);
});

test("the README's first example is the program that is killed here, and the guide names every example", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const program = readFileSync(join(root, 'examples', 'firstBatch.ts'), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.equal(code, program);
  const guide = readFileSync(join(root, 'docs', 'parallel_execution_guide.md'), 'utf8');
  for (const file of readdirSync(join(root, 'examples'))) assert.ok(guide.includes(`examples/${file}`), file);
});
