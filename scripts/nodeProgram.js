import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { isNewEnough, oldestMajor, ownNodePackage } from '../bin/findNode.js';
import { SetupError } from './setupError.js';

/**
 * The Node that runs this project: the machine's own when it is new enough, else a copy in `.tools/node`, fetched
 * as an npm package at a pinned version and compared with a pinned digest.
 * @param {{ root: string, say: (line: string) => void }} options
 * @returns {{ path: string, description: string }}
 */
export function setUpNode({ root, say }) {
  if (isNewEnough())
    return { path: process.execPath, description: `${process.versions.node} (the machine's own)` };
  const home = join(root, '.tools', 'node');
  const path = join(home, 'bin', 'node');
  const wanted =
    ownNodePackage ?? fail(`there is no npm package of Node for ${process.platform} ${process.arch}`);
  if (versionOf(path) !== wanted.version) {
    say(`Node here is ${process.version}; fetching ${wanted.name} ${wanted.version} (about 50 MB).`);
    fetchNode(wanted, home);
  }
  const found = versionOf(path);
  if (found !== wanted.version) fail(`the fetched program should be ${wanted.version} and says ${found}`);
  return { path, description: `${found} (in .tools/node; the machine's own is ${process.version})` };
}

/** @param {string} path @returns {string} without the leading v; what went wrong when it does not run */
function versionOf(path) {
  const { stdout, stderr, error } = spawnSync(path, ['-v'], { encoding: 'utf8' });
  return error ? error.message : (stdout || stderr).trim().replace(/^v/, '');
}

/**
 * @param {import('../bin/findNode.js').NodePackage} wanted
 * @param {string} home
 */
function fetchNode({ name, version, integrity }, home) {
  const work = `${home}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const archive = join(work, `${name}-${version}.tgz`);
    tool('npm', ['pack', `${name}@${version}`, '--pack-destination', work, '--loglevel=error']);
    const digest = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (digest !== integrity) fail(`${name} ${version} is not the package it was (${digest})`);
    tool('tar', ['-xzf', archive, '-C', work, '--strip-components=1', 'package/bin/node', 'package/LICENSE']);
    rmSync(archive);
    rmSync(home, { recursive: true, force: true });
    renameSync(work, home);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function tool(program, args) {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', process.stderr] });
  if (error) fail(`${program} could not be started (${error.message})`);
  if (status !== 0) fail(`${program} ${args[0]} ended with code ${status}`);
}

/** @param {string} cause @returns {never} */
function fail(cause) {
  throw new SetupError(
    `Node ${oldestMajor} or newer is needed; the machine has ${process.version}, and fetching one failed: ${cause}.`,
    `Install Node ${oldestMajor} from nodejs.org and run this again.`,
  );
}
