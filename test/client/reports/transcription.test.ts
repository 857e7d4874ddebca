import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exam } from '../../../src/domain/exam.ts';
import type { PageTranscription } from '../../../src/domain/transcription.ts';
import type { ReportStudent } from '../../../src/client/reports/reportStudent.ts';
import { transcriptionReport } from '../../../src/client/reports/transcription.ts';
import { hostileText, offline, otherPage, readPage, studentOf } from '../../support/reportSamples.ts';

const exam: Exam = {
  name: 'Physics',
  totalPoints: 5,
  questions: [
    { id: 'Q1', text: 'Speed?', points: 4, kind: 'calculation', page: 1 },
    { id: 'Q2', text: 'Why?', points: 1, kind: 'short_answer', page: 2 },
  ],
};

function report(pages: PageTranscription[], more: Partial<ReportStudent> = {}): Promise<string> {
  return transcriptionReport({
    assignment: 'Final',
    exam,
    student: studentOf(pages, more),
    previews: pages.map(() => ({ dataUrl: 'data:image/jpeg;base64,AAAA', width: 10, height: 14 })),
    previous: null,
    next: 'student-02',
    generatedAt: '2026-02-01T08:00:00.000Z',
  });
}

/** What a reader sees of a piece of HTML. */
const words = (html: string): string =>
  html
    .replace(/<style>[^]*?<\/style>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('names student, folder, exam, model, endpoint, prompt and date', async () => {
  const text = words(await report([readPage(1, 'v = 80')]));
  for (const part of ['student-01', 'Folder Ada Lovelace', 'Physics (5 points)', 'Model some/model'])
    assert.ok(text.includes(part), part);
  for (const part of [
    'https://model.example/v1',
    'page-text-1',
    '2026-01-31 14:05 UTC',
    '2026-02-01 08:00 UTC',
  ])
    assert.ok(text.includes(part), part);
});

test('shows the scan, the text with its line breaks, and the questions of a page', async () => {
  const html = await report([readPage(1, 'first\n  second')]);
  assert.match(html, /<img src="data:image\/jpeg;base64,AAAA" width="10" height="14" alt="Scan of page 1"/);
  assert.match(html, /<pre class="text" dir="auto">first\n {2}second<\/pre>/);
  assert.match(words(html), /Questions here: Q1 \(4 points\)/);
});

test('shows marks as what they mean', async () => {
  const html = await report([readPage(1, '~~no~~ yes[?] $x^2$\n[figure: a block]\nend')]);
  assert.match(html, /<s>no<\/s>/);
  assert.match(html, /<mark [^>]*>yes<\/mark>/);
  assert.match(html, /<code class="">x\^2<\/code><span class="figure" [^>]*>a block<\/span>end/);
  assert.match(words(html), /1 doubt/);
});

test('says of every page what became of it', async () => {
  const text = words(
    await report([
      otherPage(1, 'failed', 'RequestRejected: too large'),
      otherPage(2, 'blank'),
      otherPage(3, 'pending'),
      readPage(4, '[nothing]', 0.42),
    ]),
  );
  assert.match(text, /This page was not read RequestRejected: too large/);
  assert.match(text, /A blank page/);
  assert.match(text, /This page has not been read yet/);
  assert.match(text, /0\.42 low/);
  assert.match(text, /The model found no handwriting on this page/);
});

test('warns when the offline stand-in made it, and only then', async () => {
  assert.match(await report([readPage(1, 'a')], { madeBy: offline }), /Made by the offline stand-in/);
  assert.doesNotMatch(await report([readPage(1, 'a')]), /offline stand-in/);
});

test('says why a scan is not shown', async () => {
  const pages = [readPage(1, 'still readable')];
  const html = await transcriptionReport({
    assignment: 'Final',
    exam: null,
    student: studentOf(pages),
    previews: [{ problem: 'the file is gone' }],
    previous: null,
    next: null,
    generatedAt: '2026-02-01T08:00:00.000Z',
  });
  assert.match(words(html), /The scan cannot be shown Final\/pages\/Ada Lovelace\/1.png : the file is gone/);
  assert.match(html, /still readable/);
});

test('shows hostile text, notes, reasons and folder names as text', async () => {
  const page = { ...readPage(1, hostileText), notes: hostileText };
  const html = await report([page, otherPage(2, 'failed', hostileText)], { folder: hostileText });
  assert.doesNotMatch(html, /<script|<img src=x|href="javascript|\u202E/i);
  assert.equal(html.match(/<style>/g)?.length, 1);
  assert.equal(html.match(/&lt;script&gt;/g)?.length, 4);
  assert.match(html, /⟨U\+202E⟩01/);
});

test('links a page to its own scan, whatever the folder is called', async () => {
  const html = await report([{ ...readPage(1, 'a'), image: 'Final/pages/a#"?%/1.png' }]);
  assert.match(html, /href="..\/..\/Final\/pages\/a%23%22%3F%25\/1.png"/);
});

test('loads nothing, and forbids it', async () => {
  const html = await report([readPage(1, 'a')]);
  assert.match(
    html,
    /Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;none&#39;/,
  );
  assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//);
  assert.doesNotMatch(html, /url\(|@import/);
});
