import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassStudent } from '../../../src/client/reports/classTable.ts';
import { transcriptionIndex } from '../../../src/client/reports/transcriptionIndex.ts';
import { hostileText, offline, otherPage, readPage, studentOf } from '../../support/reportSamples.ts';

const index = (students: ClassStudent[], hasRubric = false): Promise<string> =>
  transcriptionIndex({
    assignment: 'Final',
    exam: null,
    students,
    hasRubric,
    generatedAt: '2026-02-01T08:00:00.000Z',
  });

const words = (html: string): string =>
  html
    .replace(/<style>[^]*?<\/style>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const section = (html: string, id: string): string =>
  new RegExp(`<section aria-labelledby="${id}">[^]*?</section>`).exec(html)?.[0] ?? '';

test('lists every failed page with its reason and a link', async () => {
  const failed = section(
    await index([
      studentOf([otherPage(2, 'failed', 'ReplyUnusable: cut off')]),
      studentOf([otherPage(1, 'failed')], { student: 'student-02' }),
    ]),
    'failed',
  );
  assert.match(failed, /<a href="student-01.html#page-2">student-01 page 2<\/a>/);
  assert.match(words(failed), /student-01 page 2 ReplyUnusable: cut off/);
  assert.match(words(failed), /student-02 page 1 No reason was kept/);
});

test('says when nothing failed', async () => {
  assert.match(words(section(await index([studentOf([readPage(1, 'a')])]), 'failed')), /None/);
});

test('lists pages worth a look, the least certain first, with the reasons', async () => {
  const pages = [
    readPage(1, 'sure'),
    readPage(2, 'a [unclear] b[?]', 0.95),
    readPage(3, 'x', 0.3),
    readPage(4, '', 0.9),
  ];
  const look = words(section(await index([studentOf(pages)]), 'look'));
  const order = ['page 3', 'low confidence', 'page 4', 'no text found', 'page 2', '2 doubts'];
  const places = order.map((part) => look.indexOf(part));
  assert.ok(!places.includes(-1), look);
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
  assert.doesNotMatch(look, /page 1/);
});

test('counts every page of the class, those of students not begun too', async () => {
  const html = await index([
    studentOf([readPage(1, 'a'), otherPage(2, 'blank'), otherPage(3, 'failed', 'why')]),
    studentOf([otherPage(1, 'pending'), otherPage(2, 'pending')], {
      student: 'student-02',
      madeBy: null,
      hasReport: false,
    }),
  ]);
  const cards = words(/<dl class="cards">[^]*?<\/dl>/.exec(html)?.[0] ?? '');
  for (const part of ['Students 2', 'Pages 5', 'Read 1', 'Blank 1', 'Failed 1', 'Not read yet 2'])
    assert.ok(cards.includes(part), `${part} in ${cards}`);
  assert.match(words(section(html, 'students')), /student-02 Ada Lovelace 2 0 0 0 2 – 0/);
  assert.doesNotMatch(html, /student-02.html/);
});

test('warns of students made by the offline stand-in', async () => {
  const html = await index([
    studentOf([readPage(1, 'a')], { madeBy: offline }),
    studentOf([readPage(1, 'a')], { student: 'student-02' }),
  ]);
  assert.match(words(html), /No vision model has seen the pages of 1 student below/);
});

test('shows hostile reasons and folder names as text', async () => {
  const html = await index([studentOf([otherPage(1, 'failed', hostileText)], { folder: hostileText })]);
  assert.doesNotMatch(html, /<script|<img|href="javascript|\u202E/i);
  assert.equal(html.match(/&lt;script&gt;/g)?.length, 2);
});

test("links to the rubric's page when it is there, and only then", async () => {
  const students = [studentOf([readPage(1, 'a')])];
  assert.match(await index(students, true), /href="rubric.html"/);
  assert.doesNotMatch(await index(students), /rubric.html/);
});
