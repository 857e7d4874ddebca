import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Database } from '../../src/store/database.ts';
import { GroupCommit } from '../../src/store/groupCommit.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

class CountingDatabase extends Database {
  commits = 0;

  override transaction<T>(work: () => T): T {
    const value = super.transaction(work);
    this.commits++;
    return value;
  }
}

function openGroup() {
  const db = new CountingDatabase(join(temporaryFolder(), 'store.db'), { durable: true });
  db.migrate();
  db.commits = 0;
  const group = new GroupCommit(db, () => undefined);
  const put = (key: string) => group.add(() => void db.run('insert into meta values (?, ?)', key, key));
  const has = (key: string) => db.get('select 1 from meta where key = ?', key) !== undefined;
  return { db, group, put, has };
}

test('what comes in one turn waits for the disk once, and is there when it says so', async () => {
  const { db, put, has } = openGroup();
  await Promise.all(['a', 'b', 'c'].map(put));
  assert.deepEqual(['a', 'b', 'c'].map(has), [true, true, true]);
  assert.equal(db.commits, 1);
  db.close();
});

test('one that fails takes no other with it, and is the only one told', async () => {
  const { db, put, has } = openGroup();
  await put('twice');
  const told = await Promise.allSettled(['a', 'twice', 'b'].map(put));
  assert.deepEqual(
    told.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(['a', 'b'].map(has), [true, true]);
  db.close();
});

test('nothing is lost when it has to end before the turn does', async () => {
  const { db, group, put, has } = openGroup();
  const kept = put('late');
  group.flush();
  assert.equal(has('late'), true);
  await kept;
  db.close();
});
