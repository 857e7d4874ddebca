import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setBudget, spendingOf } from '../../src/store/budget.ts';
import type { Database } from '../../src/store/database.ts';
import { readGate } from '../../src/store/gates.ts';
import type { Call } from '../../src/store/journal.ts';
import { setLimits } from '../../src/store/providers.ts';
import { Store } from '../../src/store/store.ts';
import { ask, costing, end, openDatabase } from '../support/budgetCalls.ts';
import { seededRandom } from '../support/faultModel/seededRandom.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

interface Simulation {
  budget: number;
  spent: number;
  granted: number;
  paused: boolean;
  highestReserve: number;
}

/** Calls of several runs start and end in an order drawn from the seed, and cost up to what was reserved. */
function simulate(db: Database, seed: number): Simulation {
  const random = seededRandom(seed);
  const assignment = `Final ${seed}`;
  const budget = random() * 2;
  setBudget(db, assignment, budget);
  const inFlight: Call[] = [];
  const runs = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, run) => `run ${seed}-${run}`);
  const highestReserve = 0.01 + random() * 0.2;
  let granted = 0;
  for (let step = 0; step < 80; step++) {
    if (random() < 0.6 || inFlight.length === 0) {
      const run = runs[Math.floor(random() * runs.length)] ?? '';
      const call = costing(`${seed}-${step}`, random() * highestReserve, { assignment, run });
      if (ask(db, call) === 'granted') granted += inFlight.push(call) && 1;
    } else {
      const [call] = inFlight.splice(Math.floor(random() * inFlight.length), 1);
      if (call) end(db, call, random() < 0.1 ? null : random() * (call.reservedUsd ?? 0));
    }
  }
  for (const call of inFlight) end(db, call, call.reservedUsd);
  const paused = runs.some((run) => readGate(db, run).state === 'paused');
  return { budget, spent: spendingOf(db, assignment).usd, granted, paused, highestReserve };
}

test('the budget is never passed, whatever the order of calls (200 seeds)', () => {
  const db = openDatabase();
  let paused = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const result = simulate(db, seed);
    assert.ok(result.spent <= result.budget + 1e-9, `seed ${seed}: ${JSON.stringify(result)}`);
    // It pauses because the next call might not fit, and not long before.
    if (result.paused) {
      paused++;
      assert.ok(result.granted === 0 || result.spent > 0, `seed ${seed}: ${JSON.stringify(result)}`);
    }
  }
  assert.ok(paused > 20, `only ${paused} of 200 reached their budget`);
  db.close();
});

async function spendIn(file: string, name: string, more: string[]): Promise<void> {
  const script = new URL('../support/spendBudget.ts', import.meta.url).pathname;
  const args = ['--disable-warning=ExperimentalWarning', script, file, name, '60', '0.04', ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
}

test('three processes, one of them killed, never pass the budget and use it up to one call', async () => {
  const file = join(temporaryFolder(), 'store.db');
  const store = new Store(file);
  setLimits(store.quick, 'p', { maxWorkers: 8, rateLimitRps: Infinity });
  setBudget(store.quick, 'Final', 0.8);
  await Promise.all([spendIn(file, 'a', []), spendIn(file, 'b', []), spendIn(file, 'c', ['5'])]);
  const { usd } = spendingOf(store.quick, 'Final');
  assert.ok(usd <= 0.8 + 1e-9 && usd > 0.8 - 0.04 - 1e-9, `spent ${usd}`);
  // Cents are rounded: up to half a cent below the budget it says 0.80.
  const said = /^budget of \$0\.80 reached: spent \$0\.(7\d|80), and the next call may cost up to \$0\.0400$/;
  assert.match(readGate(store.quick, 'run-1').reason ?? '', said);
  store.close();
});
