import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { Browser, Page } from 'playwright-core';
import { run } from '../../../src/client/commands/report.ts';
import { launchBrowser } from '../../support/browser.ts';
import { capturedIo } from '../../support/capturedIo.ts';
import { faintTexts } from '../../support/contrast.ts';
import { writeReportFolder } from '../../support/reportFolder.ts';
import { hostileText, otherPage, readPage } from '../../support/reportSamples.ts';
import {
  aCriterion,
  answerKeyFile,
  failedKey,
  failedRubric,
  keyOf,
  rubricFile,
  rubricOf,
  writeRubricFiles,
} from '../../support/rubricSamples.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const marks = `~~${'crossed'.repeat(400)}~~ ${'sure'.repeat(10)}[?] $${'x^2+'.repeat(500)}$\n[figure: ${'box'.repeat(500)}]`;
const names = ['index', 'student-01', 'rubric'];
const cwd = temporaryFolder();
let browser: Browser;

before(async () => {
  await writeReportFolder(join(cwd, 'data'), {
    [`Ada <b>"Love"</b> ${'lace'.repeat(40)}`]: {
      files: 5,
      pages: [
        { ...readPage(1, hostileText, 0.95), notes: hostileText },
        readPage(2, marks, 0.6),
        otherPage(3, 'failed', hostileText),
        otherPage(4, 'blank'),
      ],
    },
    'Bo Ek': { files: 1 },
  });
  const criterion = { ...aCriterion, description: hostileText, partly: { points: 1, when: marks } };
  const key = { answer: hostileText, steps: [marks], alternatives: [marks], gradingNotes: [hostileText] };
  writeRubricFiles(
    join(cwd, 'data'),
    answerKeyFile([keyOf('1', key), failedKey('2', hostileText)]),
    rubricFile([rubricOf('1', [criterion, aCriterion]), failedRubric('w'.repeat(300), hostileText)]),
  );
  await run({}, capturedIo(cwd).io);
  browser = await launchBrowser();
});
after(() => browser.close());

const pathOf = (name: string) => join(cwd, 'data/Final/reports', `${name}.html`);

interface View {
  width?: number;
  colorScheme?: 'light' | 'dark';
}

/** Opens a file, and keeps what the page asked for and complained of. */
async function open(path: string, { width = 1280, colorScheme = 'light' }: View = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await page.goto(pathToFileURL(path).href);
  return { page, requests, complaints, [Symbol.asyncDispose]: () => page.close() };
}

const evaluate = <T>(page: Page, expression: string): Promise<T> => page.evaluate<T>(expression);

test('runs no script, loads nothing, and shows hostile text as text', async () => {
  for (const name of names) {
    await using opened = await open(pathOf(name));
    assert.doesNotMatch(await opened.page.title(), /owned/);
    assert.deepEqual(opened.complaints, []);
    assert.deepEqual(
      opened.requests.filter((url) => !url.startsWith('data:')),
      [pathToFileURL(pathOf(name)).href],
    );
    assert.match(await opened.page.innerText('main'), /<script>document\.title = "owned"<\/script>/);
    assert.equal(
      await evaluate(opened.page, 'getComputedStyle(document.querySelector(".cards")).display'),
      'grid',
    );
  }
});

test('refuses scripts, styles and pictures even when they got in as markup', async () => {
  const planted = join(cwd, 'planted.html');
  const harm =
    '<script>document.title = "owned"</script><style>body { display: none }</style>' +
    '<img src="https://pictures.example/x.png" onerror="document.title = \'owned\'"><p style="color: red">x</p>';
  writeFileSync(planted, readFileSync(pathOf('student-01'), 'utf8').replace('<main>', `<main>${harm}`));
  await using opened = await open(planted);
  assert.doesNotMatch(await opened.page.title(), /owned/);
  assert.equal(await evaluate(opened.page, 'getComputedStyle(document.body).display'), 'block');
  assert.ok(opened.complaints.length >= 4, opened.complaints.join('\n'));
});

test('fits a desk, a phone and a narrow phone, with words of thousands of letters', async () => {
  for (const name of names) {
    for (const width of [1280, 390, 320]) {
      await using opened = await open(pathOf(name), { width });
      const over = await evaluate<number>(opened.page, 'document.documentElement.scrollWidth - innerWidth');
      assert.ok(over <= 0, `${name} at ${width}: ${over} px too wide`);
    }
  }
});

test('puts the scan beside the text on a desk, above it on a phone', async () => {
  const place = async (width: number) => {
    await using opened = await open(pathOf('student-01'), { width });
    const box = (of: string) => opened.page.locator(`#page-1 ${of}`).boundingBox();
    const [scan, text] = [await box('.scan'), await box('.reading')];
    assert.ok(scan && text);
    return scan.x + scan.width <= text.x ? 'beside' : scan.y + scan.height <= text.y ? 'above' : 'over';
  };
  assert.deepEqual([await place(1280), await place(390)], ['beside', 'above']);
});

test('can be read without a picture or good eyes', async () => {
  for (const name of names) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await using opened = await open(pathOf(name), { colorScheme });
      const { page } = opened;
      assert.deepEqual(await evaluate(page, faintTexts), [], `${name}, ${colorScheme}`);
      assert.equal(await page.locator('h1').count(), 1);
      for (const landmark of ['header', 'main', 'footer'])
        assert.equal(await page.locator(landmark).count(), 1);
      assert.equal(await page.locator('img:not([alt]), img[alt=""], html:not([lang])').count(), 0);
      const levels = await evaluate<number[]>(
        page,
        '[...document.querySelectorAll("h1, h2, h3")].map((h) => +h.tagName[1])',
      );
      assert.ok(
        levels.every((level, index) => level <= (levels[index - 1] ?? 0) + 1),
        String(levels),
      );
      const nameless =
        '[...document.links].filter((link) => !(link.ariaLabel ?? link.innerText).trim()).length';
      assert.equal(await evaluate(page, nameless), 0);
      const ids = await evaluate<string[]>(
        page,
        '[...document.querySelectorAll("[id]")].map(({ id }) => id)',
      );
      assert.equal(new Set(ids).size, ids.length);
    }
  }
});

test('prints to PDF', async () => {
  for (const name of names) {
    await using opened = await open(pathOf(name), { colorScheme: 'dark' });
    const pdf = await PDFDocument.load(await opened.page.pdf({ format: 'A4' }));
    assert.ok(pdf.getPageCount() >= 2, `${name}: ${pdf.getPageCount()} pages`);
    await opened.page.emulateMedia({ media: 'print' });
    assert.equal(
      await evaluate(opened.page, 'getComputedStyle(document.querySelector(".card")).breakInside'),
      'avoid',
    );
    assert.equal(await opened.page.locator('nav:visible').count(), 0);
  }
});
