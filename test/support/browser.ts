import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import packaged from '../../node_modules/@sparticuz/chromium/package.json' with { type: 'json' };

const cache = join(import.meta.dirname, '../../node_modules/.cache');

/** A real Chromium, headless, unpacked once from its npm package. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpackedBrowser();
  return await chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu', '--font-render-hinting=none'],
    env: { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  });
}

/** Test files start at the same time: each unpacks for itself, the first to finish gives the copy. */
async function unpackedBrowser(): Promise<string> {
  const folder = join(cache, `chromium-${packaged.version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const own = await mkdtemp(join(cache, 'chromium-'));
  // The package unpacks into the system's temporary folder and nowhere else.
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()";
  const options = { cwd: import.meta.dirname, env: { ...process.env, TMPDIR: own } };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
  await writeFile(join(own, 'fonts.conf'), fontsConf(join(folder, 'fonts')));
  try {
    await rename(own, folder);
  } catch (error) {
    await rm(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The machine's fonts, and the packaged ones for a machine that has none. */
const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}</dir>
</fontconfig>
`;
