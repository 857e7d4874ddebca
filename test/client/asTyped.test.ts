import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asTyped } from '../../src/client/asTyped.ts';

const hint = 'To go on: aita resume --assignment Final';
const script = (name: string) => ({ npm_package_name: 'aita', npm_lifecycle_event: name });

test('a program on the PATH is called by its name', () => {
  for (const env of [{}, { npm_package_name: 'course', npm_lifecycle_event: 'aita' }, script('test')])
    assert.equal(asTyped(env)(hint), hint);
});

test('in a clone commands are named as they can be typed there', () => {
  for (const name of ['aita', 'worker', 'demo'])
    assert.equal(asTyped(script(name))(hint), 'To go on: npm run -s aita -- resume --assignment Final');
  const typed = asTyped(script('aita'));
  assert.equal(typed('aita --help lists all commands.'), 'npm run -s aita -- --help lists all commands.');
  assert.equal(
    typed('STATE=/x aita engine start, then "aita init Final"'),
    'STATE=/x npm run -s aita -- engine start, then "npm run -s aita -- init Final"',
  );
});

test('words that are nothing to type stay as they are', () => {
  const typed = asTyped(script('aita'));
  for (const text of ['asked to by aita pause', '/home/ann/aita demo', 'the aita package', 'aita-model:x'])
    assert.equal(typed(text), text);
});
