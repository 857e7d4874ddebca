import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Check } from './check.ts';

const oldestNode = 24;

export function checkNode(): Check {
  const found = process.versions.node;
  if (Number(found.split('.')[0]) >= oldestNode) return { name: 'Node', state: 'ok', found };
  return { name: 'Node', state: 'bad', found: `${found}; ${oldestNode} or newer is needed` };
}

const sdkPackages = [
  '@temporalio/common',
  '@temporalio/client',
  '@temporalio/worker',
  '@temporalio/workflow',
];

/** Parts of different versions do not fit, and two copies of one break conversions that compare classes. */
export async function checkPackages(): Promise<Check[]> {
  const versions = [...new Set(await Promise.all(sdkPackages.map(versionOf)))].join(', ');
  const copies = await nestedCopies(dirname(dirname(packageFile('@temporalio/common'))));
  const isOne = copies.length === 0;
  return [
    { name: 'Temporal SDK', state: versions.includes(',') ? 'bad' : 'ok', found: versions },
    {
      name: 'Duplicate packages',
      state: isOne ? 'ok' : 'bad',
      found: isOne ? 'none' : `${copies.join(', ')}: install again with npm ci`,
    },
  ];
}

const packageFile = (name: string): string => createRequire(import.meta.url).resolve(`${name}/package.json`);

async function versionOf(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile(name), 'utf8')) as { version: string };
  return version;
}

async function nestedCopies(scope: string): Promise<string[]> {
  const owners = await readdir(scope);
  const found = owners.map(async (owner) => {
    const inner = await readdir(join(scope, owner, 'node_modules')).catch(noneIfAbsent);
    const copies = inner.filter((name) => name === 'protobufjs' || name === '@temporalio');
    return copies.map((name) => `${name} in @temporalio/${owner}`);
  });
  return (await Promise.all(found)).flat();
}

function noneIfAbsent(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
