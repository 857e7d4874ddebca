import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTaskLines } from '../../src/client/taskLines.ts';

const line = (id: string) => JSON.stringify({ id, prompt: 'x' });

test('a byte-order mark before the first line and carriage returns are passed over', () => {
  const tasks = readTaskLines(`\uFEFF${line('1')}\r\n\r\n${line('2')}\r\n`, '/');
  assert.deepEqual(
    tasks.map(({ taskId }) => taskId),
    ['1', '2'],
  );
});
