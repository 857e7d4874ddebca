import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Database } from '../../src/store/database.ts';
import { countPlanItems, readPlan, readPlanItems, writePlan } from '../../src/store/plans.ts';
import { keepTexts, readText, textDigest } from '../../src/store/texts.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitFor } from '../support/waitFor.ts';

const file = join(temporaryFolder(), 'store.db');
const [db, other] = [1, 2].map(() => new Database(file, { durable: false })) as [Database, Database];
db.migrate();
after(() => [db, other].forEach((each) => each.close()));

const list = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `item ${n}`, partOf: 'all', item: n }));

test('others write to the store while a large plan is written, which counts only when it is whole', async () => {
  let isWritten = false;
  const writing = writePlan(db, 'large', { a: 1 }, list(100_000)).then(() => (isWritten = true));
  let turns = 0;
  await waitFor(() => {
    if (isWritten) return true;
    other.run('insert or replace into meta values (?, ?)', 'turn', String(++turns));
    const isWhole = countPlanItems(other, 'large') === 100_000;
    assert.ok(isWhole || readPlan(other, 'large') === null);
    return false;
  });
  await writing;
  assert.ok(turns > 3, `${turns} turns`);
  assert.deepEqual(readPlan(other, 'large'), { a: 1 });
  assert.deepEqual([...new Set(readPlanItems<number>(other, 'large'))].length, 100_000);
});

test('what a killed process has left of a plan is written over, and a whole plan stays as it is', async () => {
  db.run('insert into plan_items values (?, ?, ?, ?, ?)', 'left', 0, 'item 1', 'all', '"half"');
  assert.equal(readPlan(db, 'left'), null);
  await Promise.all([db, other].map((each) => writePlan(each, 'left', { b: 2 }, list(600))));
  await writePlan(db, 'left', { b: 3 }, []);
  assert.deepEqual(readPlan(db, 'left'), { b: 2 });
  assert.deepEqual(
    readPlanItems(db, 'left'),
    list(600).map(({ item }) => item),
  );
});

test('any number of texts is kept', async () => {
  const texts = list(600).map(({ name }) => name);
  await keepTexts(db, texts);
  assert.ok(texts.every((text) => readText(other, textDigest(text)) === text));
});
