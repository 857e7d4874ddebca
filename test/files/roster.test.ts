import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../src/domain/userError.ts';
import { readRoster } from '../../src/files/roster.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

async function rosterOf(content: string | Buffer) {
  const dir = temporaryFolder();
  await writeFile(join(dir, 'roster.csv'), content);
  return readRoster(dir);
}

const al = { id: '7', name: 'Älvar, Al', email: 'al@example.edu' };

test('a course without a roster has none', async () => {
  assert.equal(await readRoster(temporaryFolder()), null);
});

const table = 'id,name,email\r\n7,"Älvar, Al",al@example.edu\r\n\r\n';
const spellings: [string, string | Buffer][] = [
  ['a table with commas', table],
  ['a byte-order mark', `\uFEFF${table}`],
  ['semicolons', 'ID;Name;E-Mail\n7;Älvar, Al;al@example.edu\n'],
  [
    'tabs in UTF-16, as Excel saves "Unicode text"',
    Buffer.from('\uFEFFid\tname\temail\n7\tÄlvar, Al\tal@example.edu\n', 'utf16le'),
  ],
  ['other titles and order', 'Email,Student Name,SID\nal@example.edu,"Älvar, Al",7\n'],
  ['underscores in titles', 'student_id,student_name,email\n7,"Älvar, Al",al@example.edu'],
];
for (const [title, content] of spellings) {
  test(`reads ${title}`, async () => assert.deepEqual(await rosterOf(content), [al]));
}

test('joins first and last names', async () => {
  assert.deepEqual(await rosterOf('First Name,Last Name\nAda,Byron\n'), [
    { id: null, name: 'Ada Byron', email: null },
  ]);
});

test('reads one name a line, with and without a title', async () => {
  const names = ['Byron, Ada', 'Al Bo'].map((name) => ({ id: null, name, email: null }));
  assert.deepEqual(await rosterOf('Byron, Ada\n"Al Bo"\n'), names);
  assert.deepEqual(await rosterOf('Student Name\nByron, Ada\nAl Bo'), names);
});

test('accepts two students of one name', async () => {
  assert.equal((await rosterOf('id,name\n1,Al\n2,Al\n'))?.length, 2);
});

const faults: [string, string | Buffer, RegExp][] = [
  ['an id used twice', 'id,name\n1,Al\n2,Bo\n1,Cy\n', /line 4: the id 1 stands on line 2 already/],
  ['a missing name', 'id,name\n1,Al\n2,\n', /line 3: expected a name, got nothing/],
  [
    'a table without a header',
    '7,Al Bo,al@example.edu\n',
    /line 1: expected one name, got "7,Al Bo,al@example.edu"/,
  ],
  ['a row that is too long', 'id,name\n1,Byron, Ada\n', /roster\.csv: .*line 2/],
  ['an open quote', 'id,name\n1,"Al\n', /roster\.csv: .*[Qq]uote/],
  ['bytes that are no UTF-8', Buffer.from('id,name\n1,M\xfcller\n', 'latin1'), /roster\.csv: expected UTF-8/],
];
for (const [title, content, words] of faults) {
  test(`says precisely what is wrong with ${title}`, async () => {
    await assert.rejects(rosterOf(content), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.match(error.message, words);
      return true;
    });
  });
}
