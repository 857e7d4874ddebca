import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openScene } from '../support/scene.ts';

const scene = await openScene({ students: 1, pages: 3, latency: 20 });
const inside = /Engine: |Queues: |Limits: |Attempt failed|INFO/;

test('--verbose says engine, queues, model, key, limits, each failed attempt, and what the worker logs', async () => {
  await scene.model.configure({ faults: [{ fault: 'http500', times: 1 }] });
  const { exitCode, stderr } = await scene.run('transcribe', '--yes', '--verbose');
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /^Engine: 127\.0\.0\.1:\d+, namespace default, Web UI http/m);
  assert.match(stderr, /^Queues: aita:\w+ and aita-model:\w+:\w+$/m);
  assert.match(stderr, /^Model: gpt-5\.4-mini at http.* with the key from AITA_API_KEY$/m);
  assert.match(stderr, /^Limits: calls in flight 5, starts a second 1000$/m);
  assert.match(stderr, /^Attempt failed: student-01 page \d: .*500.*; next try/m);
  assert.match(stderr, /^INFO /m);
});

test('without it none of that is said, and with --quiet nothing but the result', async () => {
  await scene.model.configure({ faults: [{ fault: 'http500', times: 1 }] });
  const plain = await scene.run('transcribe', '--yes', '--no-reuse');
  assert.equal(plain.exitCode, 0, plain.stderr);
  assert.doesNotMatch(plain.stderr, inside);
  assert.match(plain.stderr, /^Started: /m);
  const quiet = await scene.run('transcribe', '--yes', '--quiet', '--no-reuse');
  assert.equal(quiet.stderr, '');
  assert.match(quiet.stdout, /^Done: 3 of 3 done/);
});
