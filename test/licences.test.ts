import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const allowed = new Set(
  'MIT Apache-2.0 BSD-2-Clause BSD-3-Clause ISC 0BSD BlueOak-1.0.0 Unlicense OFL-1.1'.split(' '),
);

/** Packages with another licence or none in the list, and why that is fine. */
const exceptions: [name: RegExp, licence: string, reason: string][] = [
  [/^@img\/sharp-(libvips-|win32-|wasm32)/, 'LGPL', 'docs/decisions/2026-11-24-sharp-for-images.md'],
  [/^caniuse-lite$/, 'CC-BY-4.0', 'a table of browsers, used by the workflow bundler and never shipped'],
  [/^unionfs$/, '', 'its LICENSE file is the Unlicense; only the field in package.json is missing'],
];

interface LockedPackage {
  license?: string;
}

const lockPath = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(lockPath, 'utf8')) as { packages: Record<string, LockedPackage> };
const packages = Object.entries(lock.packages).map(([path, { license = '' }]) => ({
  name: path.replace(/^.*node_modules\//, ''),
  licence: license,
}));

const isAllowed = (licence: string) => licence.split(' AND ').every((part) => allowed.has(part));
const isException = (name: string, licence: string) =>
  exceptions.some(
    ([pattern, word]) => pattern.test(name) && (word ? licence.includes(word) : licence === ''),
  );

test('every package has a licence that lets anybody use, change and pass on AITA', () => {
  const refused = packages.filter(({ name, licence }) => !isAllowed(licence) && !isException(name, licence));
  assert.deepEqual(refused, []);
});

test('every exception is still needed', () => {
  const unused = exceptions.filter(
    ([pattern]) => !packages.some(({ name, licence }) => pattern.test(name) && !isAllowed(licence)),
  );
  assert.deepEqual(unused, []);
});
