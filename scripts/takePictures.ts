import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchBrowser } from '../test/support/browser.ts';
import { bareEnvironment, mainFile, runCli } from '../test/support/runCli.ts';
import { spawnFaultModel } from '../test/support/spawnFaultModel.ts';
import { screenHtml } from './pictures/screenHtml.ts';
import { runInTerminal, type TerminalRun } from './pictures/terminal.ts';
import { terminalPage } from './pictures/terminalPage.ts';

// `node scripts/takePictures.ts`: takes the pictures of the README anew, from real runs on a sample exam.
// Needs python3 for the pseudo-terminal.
const images = join(import.meta.dirname, '..', 'docs', 'images');
const stage = mkdtempSync(join(tmpdir(), 'aita-pictures-'));
const prompt = (command: string) => `<span class="prompt">$</span> ${command}\n`;

const environment: Record<string, string> = {
  ...bareEnvironment(),
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  AITA_STATE_DIR: join(stage, 'state'),
};

const terminal = { columns: 118, rows: 30, cwd: stage, env: environment };

async function main(): Promise<void> {
  mkdirSync(images, { recursive: true });
  const browser = await launchBrowser();
  try {
    await pictureReport(browser);
    await pictureRun(browser);
  } finally {
    await aita('engine', 'stop', '--yes', '--quiet');
    await browser.close();
    rmSync(stage, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A student's page of the report, read by the stand-in. */
async function pictureReport(browser: Browser): Promise<void> {
  await makeExam(4);
  await aita('transcribe', '--offline', '--yes', '--quiet');
  await aita('report');
  const page = await openPage(browser, 1180, 760);
  await page.goto(`file://${join(stage, 'data', 'Midterm', 'reports', 'student-02.html')}#page-1`);
  await save('report', await page.screenshot());
  await page.close();
}

/** A run that is killed and goes on, in its terminal and in the Web UI. */
async function pictureRun(browser: Browser): Promise<void> {
  await makeExam(20);
  await using model = await spawnFaultModel({
    latency: { ms: 4000, jitter: 0.3 },
    faults: [{ fault: 'http400', nth: 9 }],
  });
  Object.assign(environment, {
    AITA_BASE_URL: model.baseUrl,
    AITA_API_KEY: 'none',
    AITA_MODEL: 'gpt-5.4-mini',
  });
  const command = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    mainFile,
    'transcribe',
    '--yes',
  ];
  const first = runInTerminal(command, terminal);
  await until(first, 35);
  await first.kill();
  const second = runInTerminal(command, terminal);
  await until(second, 60);
  await pictureWebUi(browser, second.output());
  const shown = [first, second].map((run) => prompt('aita transcribe --yes') + screenHtml(run.output()));
  await second.done;
  const page = await openPage(browser, 1400, 600);
  await page.setContent(terminalPage(shown.join('\nKilled\n'), terminal.columns));
  await save('bar', await page.locator('body').screenshot());
  await page.close();
}

/** The run's table above its timeline. */
async function pictureWebUi(browser: Browser, output: string): Promise<void> {
  const [url = ''] = /http:\S+workflows\/\S+/.exec(output) ?? [];
  const page = await openPage(browser, 1500, 1050);
  await page.goto(`${url}/user-metadata`);
  await page.frameLocator('iframe >> nth=1').getByText('Time left').waitFor();
  const clip = { x: 256, y: 104, width: 1244 };
  const table = await page.screenshot({ clip: { ...clip, height: 600 } });
  await page.goto(`${url}/timeline`);
  await page
    .getByText(/student-\d+ page \d/)
    .first()
    .waitFor();
  const timeline = await page.screenshot({ clip: { ...clip, y: 576, height: 444 } });
  await save('web-ui', await below(table, timeline));
  await page.close();
}

async function below(upper: Buffer, lower: Buffer): Promise<Buffer> {
  const [{ width, height }, more] = await Promise.all([sharp(upper).metadata(), sharp(lower).metadata()]);
  const canvas = { width, height: height + more.height, channels: 3 as const, background: '#ffffff' };
  const parts = [
    { input: upper, top: 0, left: 0 },
    { input: lower, top: height, left: 0 },
  ];
  return await sharp({ create: canvas }).composite(parts).png().toBuffer();
}

/** Until the bar shows so many percent. */
async function until(run: TerminalRun, percent: number): Promise<void> {
  const shown = () => Number([...run.output().matchAll(/(\d+) %/g)].at(-1)?.[1] ?? 0);
  while (shown() < percent) await delay(100);
}

async function makeExam(students: number): Promise<void> {
  rmSync(join(stage, 'data'), { recursive: true, force: true });
  await aita('sample', '--dir', stage, '--students', String(students));
  await aita('ingest', '--pages-per-student', '2');
}

async function aita(...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runCli(args, { cwd: stage, env: environment });
  if (exitCode !== 0) throw new Error(`aita ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
}

function openPage(browser: Browser, width: number, height: number): Promise<Page> {
  return browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
}

async function save(name: string, screenshot: Buffer): Promise<void> {
  const file = join(images, `${name}.png`);
  await sharp(screenshot)
    .png({ palette: true, colours: 16, dither: 0, compressionLevel: 9, effort: 10 })
    .toFile(file);
}

await main();
