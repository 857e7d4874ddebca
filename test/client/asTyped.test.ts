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

test('a data folder that was given goes into every command that takes one', () => {
  const typed = asTyped({}, "R$5 'x'");
  const flag = `--data-dir 'R$5 '\\''x'\\'''`;
  assert.equal(typed(hint), `To go on: aita resume ${flag} --assignment Final`);
  assert.equal(typed('Start one: aita worker'), `Start one: aita worker ${flag}`);
  assert.equal(typed('Next: aita init Final'), `Next: aita init ${flag} Final`);
  assert.equal(typed('Make one with "aita init Final".'), `Make one with "aita init ${flag} Final".`);
  assert.equal(typed('one: aita status\ntwo'), `one: aita status ${flag}\ntwo`);
  assert.equal(
    asTyped(script('aita'), 'course')(hint),
    'To go on: npm run -s aita -- resume --data-dir course --assignment Final',
  );
});

test('a data folder goes nowhere else', () => {
  const typed = asTyped({}, 'course');
  for (const text of [
    'aita demo',
    'aita engine stop',
    'aita --help',
    'aita ingest --data-dir course --assignment Final',
    'the same aita batch, or the program that started it, again',
    'asked to by aita pause',
  ])
    assert.equal(typed(text), text);
});
