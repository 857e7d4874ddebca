import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { oldestTemporal } from './flags.ts';
import { installProgram, megabytes } from './installProgram.ts';
import { run } from './temporalProgram.ts';

/** Where the Temporal SDKs fetch their test server from. */
export const sdkService = 'https://temporal.download';

/** A slow line is better spent on the wheel, which has no limit and a known hash. */
const limitMs = 20_000;

interface FetchArchive {
  /** Where the program is to lie. */
  target: string;
  service: string;
  onLine?: ((line: string) => void) | undefined;
  limitMs?: number;
}

/**
 * Fetches the pinned version the way the Temporal SDKs do: ask the service where the archive lies, fetch it,
 * take one file out.
 */
export async function fetchArchive(options: FetchArchive): Promise<void> {
  const signal = AbortSignal.timeout(options.limitMs ?? limitMs);
  await installProgram(options.target, async (folder) => {
    const { archiveUrl, fileToExtract } = await askService(options.service, signal);
    const answer = await get(archiveUrl, signal);
    const size = Number(answer.headers.get('content-length'));
    const shown = size > 0 ? megabytes(size) : 'of unknown size';
    options.onLine?.(`Fetching Temporal ${oldestTemporal} (${shown}) from ${options.service}, at most 20 s.`);
    const archive = path.join(folder, 'archive.tar.gz');
    await writeFile(archive, new Uint8Array(await answer.arrayBuffer()));
    await run('tar', ['-xzf', archive, '-C', folder, fileToExtract], { signal });
    return path.join(folder, fileToExtract);
  });
}

async function askService(
  service: string,
  signal: AbortSignal,
): Promise<{ archiveUrl: string; fileToExtract: string }> {
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux';
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const query = new URLSearchParams({ platform, arch, format: 'tar.gz' });
  const answer = await get(`${service}/cli/v${oldestTemporal}?${query.toString()}`, signal);
  return (await answer.json()) as { archiveUrl: string; fileToExtract: string };
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`);
  return answer;
}
