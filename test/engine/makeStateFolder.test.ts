import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { makeStateFolder } from '../../src/engine/makeStateFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('makes a state folder that only its owner may enter', () => {
  const dir = join(temporaryFolder(), 'a', 'b');
  makeStateFolder(dir);
  makeStateFolder(dir);
  assert.equal(statSync(dir).mode & 0o777, 0o700);
});

test('refuses a place below a file', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  assert.throws(() => makeStateFolder(join(file, 'a', 'b')), UserError);
});

const skip = existsSync('/proc/self') ? false : 'this system has no /proc';
test('refuses at once a place where nothing can be made', { skip }, () => {
  assert.throws(() => makeStateFolder('/proc/aita/state'), /cannot be made/);
});
