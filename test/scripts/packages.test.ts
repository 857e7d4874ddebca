import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { firstDifference, setUpPackages } from '../../scripts/packages.js';

const ours = { os: [process.platform], cpu: [process.arch], optional: true, version: '1.0.0' };
const lock = {
  '': {},
  'node_modules/a': { version: '1.2.3', integrity: 'sha512-a' },
  'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
  'node_modules/elsewhere': { ...ours, os: ['plan9'] },
  'node_modules/helpsElsewhere': { optional: true, version: '1.0.0' },
};
const { 'node_modules/a': a, 'node_modules/a/node_modules/b': b } = lock;
const installed = { 'node_modules/a': a, 'node_modules/a/node_modules/b': b };

test('an installation of the lock is taken as it is, without the packages of other machines', () => {
  assert.equal(firstDifference(lock, installed), null);
});

test('a package beyond the lock disturbs nobody', () => {
  assert.equal(firstDifference(lock, { ...installed, 'node_modules/more': { version: '1.0.0' } }), null);
});

test('another version, a missing package and other contents are named', () => {
  const other = { ...installed, 'node_modules/a/node_modules/b': { ...b, version: '2.0.1' } };
  assert.equal(firstDifference(lock, other), 'b is 2.0.1, not 2.0.0');
  assert.equal(firstDifference(lock, { 'node_modules/a': a }), 'b 2.0.0 is missing');
  const changed = { ...installed, 'node_modules/a': { ...a, integrity: 'sha512-x' } };
  assert.equal(firstDifference(lock, changed), 'a 1.2.3 has other contents');
});

test("a package for this very machine is missed although it is optional, but not another C library's", () => {
  const native = { ...lock, 'node_modules/native': ours };
  assert.equal(firstDifference(native, installed), 'native 1.0.0 is missing');
  const foreign = { ...lock, 'node_modules/native': { ...ours, libc: ['none of ours'] } };
  assert.equal(firstDifference(foreign, installed), null);
});

test('an installation that was cut off is no installation', () => {
  assert.match(firstDifference(lock, {}) ?? '', /cut off/);
});

test('an installation that disagrees stays, and the words say what to type', (t) => {
  const root = project(t, { ...installed, 'node_modules/a': { version: '1.2.2' } });
  assert.throws(() => setUpPackages({ root, replace: false, say: () => {} }), {
    message: 'node_modules is not what package-lock.json says: a is 1.2.2, not 1.2.3.',
    hint: 'Type: npm ci --ignore-scripts',
  });
});

test('nothing is installed when nothing is missing', (t) => {
  const said: string[] = [];
  const words = setUpPackages({
    root: project(t, installed),
    replace: false,
    say: (line) => void said.push(line),
  });
  assert.deepEqual([words, said], ['as in package-lock.json', []]);
});

function project(t: TestContext, packages: object) {
  const root = mkdtempSync(join(tmpdir(), 'aita-packages-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: lock }));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }));
  return root;
}
