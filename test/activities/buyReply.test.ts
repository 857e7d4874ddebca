import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askModel } from '../../src/activities/askModel.ts';
import { spendingOf } from '../../src/store/budget.ts';
import { usageOfRun } from '../../src/store/spend.ts';
import { aRequest, aRun, modelDesk } from '../support/modelDesk.ts';

test('thinking that the provider counts in the total alone is in the ledger and in the budget', async () => {
  const { desk, store, model, attempt, ask } = await modelDesk({ thoughtTokens: 1000 });
  const request = { ...aRequest(model.baseUrl, 'Think.'), model: 'gpt-5.4-mini' };
  const run = aRun('thinking');
  await attempt(run, () => askModel(desk, ask(run, { request })));
  const { inputTokens, outputTokens } = (await model.stats()).delivered;
  assert.ok(outputTokens > 1000);
  const costUsd = (inputTokens * 0.75 + outputTokens * 4.5) / 1e6;
  const used = usageOfRun(store.quick, run.id);
  assert.deepEqual([used.inputTokens, used.outputTokens], [inputTokens, outputTokens]);
  for (const usd of [used.costUsd, spendingOf(store.durable, 'Final').usd])
    assert.ok(usd !== null && Math.abs(usd - costUsd) < 1e-6, `${usd}, not ${costUsd}`);
});
