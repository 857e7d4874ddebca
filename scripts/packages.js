import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SetupError } from './setupError.js';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked
 * @typedef {Record<string, Locked | undefined>} Packages
 */

/**
 * Installs what package-lock.json lists when nothing is installed yet. An installation that disagrees with it is
 * somebody's work and stays, except on a build machine (`replace`).
 * @param {{ root: string, replace: boolean, say: (line: string) => void }} options
 * @returns {string} what is there now, in a few words
 */
export function setUpPackages({ root, replace, say }) {
  const lock = readPackages(join(root, 'package-lock.json'));
  if (!existsSync(join(root, 'node_modules'))) return install(root, 'none installed yet', say);
  const difference = firstDifference(lock, installedPackages(root));
  if (difference === null) return 'as in package-lock.json';
  if (replace) return install(root, difference, say);
  throw new SetupError(`node_modules is not what package-lock.json says: ${difference}.`, `Type: ${npmCi}`);
}

const npmCi = 'npm ci --ignore-scripts';

/** @param {string} path */
function readPackages(path) {
  /** @type {{ packages: Packages }} */
  const { packages } = JSON.parse(readFileSync(path, 'utf8'));
  return packages;
}

/** npm writes this list last: an installation that was cut off has none. @param {string} root */
function installedPackages(root) {
  const path = join(root, 'node_modules', '.package-lock.json');
  return existsSync(path) ? readPackages(path) : {};
}

/**
 * @param {Packages} lock
 * @param {Packages} installed packages beyond the lock are nobody's harm and are not looked at
 * @returns {string | null} the first package that is missing or another one, in words
 */
export function firstDifference(lock, installed) {
  if (Object.keys(installed).length === 0) return 'the installation was cut off, or is not npm’s';
  for (const [path, wanted] of Object.entries(lock)) {
    if (path === '' || !wanted) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const found = installed[path];
    if (!found) {
      if (isNeeded(wanted)) return `${name} ${wanted.version} is missing`;
    } else if (found.version !== wanted.version) {
      return `${name} is ${found.version}, not ${wanted.version}`;
    } else if (found.integrity !== wanted.integrity) return `${name} ${found.version} has other contents`;
  }
  return null;
}

/** Optional packages are made for one platform each; only this machine's own are missed. @param {Locked} wanted */
function isNeeded({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (!os || !cpu) return false;
  return os.includes(process.platform) && cpu.includes(process.arch) && (!libc || libc.includes(ownLibc()));
}

function ownLibc() {
  // Without this the report also asks for the names of network addresses, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/**
 * @param {string} root
 * @param {string} reason
 * @param {(line: string) => void} say
 */
function install(root, reason, say) {
  say(`Packages: ${reason}; installing with ${npmCi} (about a minute).`);
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'];
  const { status, error } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status === 0) return 'installed from package-lock.json';
  const cause = error ? `npm could not be started (${error.message})` : `${npmCi} ended with code ${status}`;
  throw new SetupError(`The packages could not be installed: ${cause}.`, `See above, then type: ${npmCi}`);
}
