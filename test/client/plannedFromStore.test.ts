import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepPlanned, plannedFromStore } from '../../src/client/plannedFromStore.ts';
import type { PlannedRun } from '../../src/executor/startRun.ts';
import { writePlan } from '../../src/store/plans.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { aPlan } from '../support/aPlan.ts';

const store = new Store(join(temporaryFolder(), 'store.db'));
const plan = {
  ...aPlan,
  pipeline: 'generateRubric',
  model: 'm',
};
const items = [1, 2].map((id) => ({ name: `${id}`, partOf: 'exam', item: { id } }));

test('a run comes back as it was planned, with the steps that its pipeline counted', async () => {
  const planned: PlannedRun = {
    pipeline: 'generateRubric',
    plan,
    digest: 'a',
    total: 2,
    steps: 3,
    summary: 'generateRubric Final: 2 items, m',
  };
  await keepPlanned(store, { ...planned, items });
  assert.deepEqual(plannedFromStore({ store }, 'a'), planned);
});

test('a plan that says nothing of steps has one an item: a program’s batch', async () => {
  await writePlan(store.quick, 'b', { ...plan, pipeline: 'runBatch' }, items);
  const { total, steps } = plannedFromStore({ store }, 'b');
  assert.deepEqual([total, steps], [2, 2]);
});

test('says so when the store does not know the plan', () => {
  assert.throws(() => plannedFromStore({ store }, 'c'), { code: 'no-plan' });
});
