import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { defineTask, SimpleLLMTask, VisionLLMTask } from '../../src/index.ts';
import type { Executor, ResultsOf, Task, TaskResult, ValueOf } from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Fails to compile unless it is given `true`: `tsc -p .` is the test. */
const holds = <Claim extends true>(claim?: Claim): void => assert.ok(claim ?? true);

const schema = z.object({ word: z.string() });
const _text = SimpleLLMTask({ taskId: 'a', prompt: 'x' });
const object = SimpleLLMTask({ taskId: 'b', prompt: 'x', schema });
const parsed = SimpleLLMTask({ taskId: 'c', prompt: 'x', schema, parseFn: ({ word }) => word.length });
const _asked = VisionLLMTask({ taskId: 'd', prompt: 'x', images: [], schema, sample: 3 });
const _family = defineTask({ name: 'f', prompt: (input: { n: number }) => String(input.n), schema });

test('a task has the type that its schema and its parseFn give', () => {
  holds<Equal<ValueOf<typeof _text>, string>>();
  holds<Equal<ValueOf<typeof object>, { word: string }>>();
  holds<Equal<ValueOf<typeof parsed>, number>>();
  holds<Equal<ValueOf<typeof _asked>, { word: string }[]>>();
  holds<Equal<typeof _family, (taskId: string, input: { n: number }) => Task<{ word: string }>>>();
});

test('results have the types of their tasks, place by place', () => {
  type Results = ResultsOf<[typeof _text, typeof parsed]>;
  holds<Equal<Results, [TaskResult<string>, TaskResult<number>]>>();
  holds<Equal<ResultsOf<Task<number>[]>, TaskResult<number>[]>>();
  const compiles = async (executor: Executor): Promise<number> => {
    const { results } = await executor.executeBatch([object, parsed]);
    const { value, error } = results[1];
    // The error tells whether there is a value.
    return error === null ? value : 0;
  };
  assert.equal(typeof compiles, 'function');
});
