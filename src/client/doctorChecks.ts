import { existsSync } from 'node:fs';
import { readdir, readFile, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { engineStatus } from '../engine/engine.ts';
import { findTemporal } from '../engine/findTemporal.ts';

/** One line of `aita doctor`. `advice` works, but is worth knowing. */
export interface Check {
  name: string;
  state: 'ok' | 'advice' | 'bad';
  found: string;
}

export async function runChecks(config: Config): Promise<Check[]> {
  return [
    checkNode(),
    ...(await checkPackages()),
    await checkTemporal(config),
    await checkEngine(config),
    checkKey(config),
    await checkDisk(config),
    checkPlace(config),
    checkMachine(),
  ];
}

const oldestNode = 24;

function checkNode(): Check {
  const isFit = Number(process.versions.node.split('.')[0]) >= oldestNode;
  return {
    name: 'Node',
    state: isFit ? 'ok' : 'bad',
    found: `${process.versions.node}, ${oldestNode} or newer is needed`,
  };
}

/** Two copies of one of these break conversions that compare classes. */
async function checkPackages(): Promise<Check[]> {
  const names = ['@temporalio/common', '@temporalio/client', '@temporalio/worker', '@temporalio/workflow'];
  const versions = await Promise.all(names.map(async (name) => `${await versionOf(name)}`));
  const isOne = new Set(versions).size === 1;
  const sdk: Check = {
    name: 'Temporal SDK',
    state: isOne ? 'ok' : 'bad',
    found: [...new Set(versions)].join(', '),
  };
  const nested = await nestedCopies(join(dirname(packageFile('@temporalio/common')), '..'), [
    'protobufjs',
    '@temporalio',
  ]);
  const found = nested.length === 0 ? 'one copy of each' : nested.join(', ');
  return [sdk, { name: 'Duplicate packages', state: nested.length === 0 ? 'ok' : 'bad', found }];
}

const packageFile = (name: string): string => createRequire(import.meta.url).resolve(`${name}/package.json`);

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile(name), 'utf8')) as {
    version: string;
  };
  return version;
}

async function nestedCopies(scope: string, watched: string[]): Promise<string[]> {
  const owners = await readdir(scope);
  const found = await Promise.all(
    owners.map(async (owner) => {
      const inner = await readdir(join(scope, owner, 'node_modules')).catch(noneIfAbsent);
      return inner.filter((name) => watched.includes(name)).map((name) => `${name} in @temporalio/${owner}`);
    }),
  );
  return found.flat();
}

function noneIfAbsent(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

async function checkTemporal(config: Config): Promise<Check> {
  const { version, from } = await findTemporal(config);
  return { name: 'Temporal program', state: 'ok', found: `${version} (${from})` };
}

async function checkEngine(config: Config): Promise<Check> {
  if (config.temporal.address !== null) {
    return { name: 'Engine', state: 'ok', found: `your own at ${config.temporal.address}` };
  }
  const status = await engineStatus(config);
  const found = status.running
    ? `runs at ${status.address}, ${status.openRuns} open runs, keeps runs 30 days, Web UI ${status.uiUrl}`
    : 'not running; commands start it when they need it';
  return { name: 'Engine', state: 'ok', found };
}

function checkKey({ endpoint, endpointError }: Config): Check {
  if (!endpoint) return { name: 'Key', state: 'advice', found: `none: ${endpointError?.hint ?? ''}` };
  const from = endpoint.keyFrom === null ? 'no key needed' : `key from ${endpoint.keyFrom}`;
  return { name: 'Key', state: 'ok', found: `${endpoint.model} at ${endpoint.baseUrl}, ${from}` };
}

/** A thousand pages at 200 dpi and their replies. */
const enoughBytes = 1e9;

async function checkDisk({ dataDir, workingDir }: Config): Promise<Check> {
  const place = await statfs(existsSync(dataDir) ? dataDir : workingDir);
  const free = place.bavail * place.bsize;
  return {
    name: 'Disk',
    state: free > enoughBytes ? 'ok' : 'advice',
    found: `${(free / 1e9).toFixed(1)} GB free`,
  };
}

const synced = /dropbox|onedrive|google ?drive|icloud|mobile documents|nextcloud|owncloud/i;

/** SQLite's locks do not work over a network, and a synced folder copies a database in mid-write. */
function checkPlace({ dataDir }: Config): Check {
  const isSynced = synced.test(dataDir) || dataDir.startsWith('//') || dataDir.startsWith('/mnt/nfs');
  const advice = `${dataDir} looks synced or remote: keep .aita/store.db on a local disk`;
  return { name: 'Data folder', state: isSynced ? 'advice' : 'ok', found: isSynced ? advice : dataDir };
}

function checkMachine(): Check {
  const found = `the engine listens on loopback without a password: every user of this machine could reach it (you are ${userInfo().username})`;
  return { name: 'Shared machine', state: 'advice', found };
}
