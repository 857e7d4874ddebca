import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { explainStoreFault } from '../../src/store/storeFault.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('a store that another process holds for too long ends the command with words', () => {
  const file = join(temporaryFolder(), 'store.db');
  const [holder, waiter] = [1, 2].map(() => new DatabaseSync(file, { timeout: 0 })) as [
    DatabaseSync,
    DatabaseSync,
  ];
  holder.exec('begin immediate');
  assert.throws(
    () => waiter.exec('begin immediate'),
    (error) => {
      const explained = explainStoreFault(error, file);
      assert.ok(explained instanceof UserError);
      assert.equal(explained.code, 'store-locked');
      assert.match(explained.message, /^Another process holds store\.db in /);
      return true;
    },
  );
});
