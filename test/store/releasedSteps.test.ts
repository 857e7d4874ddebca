import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimRelease } from '../../src/store/releasedSteps.ts';
import { Store } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('a dead worker’s attempt is given out again by one of two workers that start together, the next attempt anew', () => {
  const file = join(temporaryFolder(), 'store.db');
  const [first, second] = [new Store(file), new Store(file)];
  assert.equal(claimRelease(first.quick, 'run/7/1'), true);
  assert.equal(claimRelease(second.quick, 'run/7/1'), false);
  assert.equal(claimRelease(second.quick, 'run/7/2'), true);
  first.close();
  second.close();
});
