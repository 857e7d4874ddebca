// Plain JavaScript without packages: it runs on Node 20 before anything is installed.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { setUpNode } from './nodeProgram.js';
import { setUpPackages } from './packages.js';
import { SetupError } from './setupError.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What every Node of this project is started with. */
export const nodeFlags = ['--disable-warning=ExperimentalWarning'];

/**
 * Gets what the project needs and does not find: packages, Node, the Temporal program. Prints one line for each.
 * @returns {string | null} path of the Node to use; `null` when something cannot be had, which has been said
 */
export function setUp() {
  try {
    say(`Packages ${setUpPackages({ root, replace: process.env.CI === 'true', say })}`);
    const node = setUpNode({ root, say });
    say(`Node ${node.description}`);
    return findTemporal(node.path) ? node.path : null;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`${error.message}\n${error.hint}`);
    return null;
  }
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * The engine's own search does the work and says what it found, or all that it tried.
 * @param {string} node
 */
function findTemporal(node) {
  const { status } = spawnSync(node, [...nodeFlags, 'src/engine/findTemporal.ts'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  return status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = setUp() === null ? 2 : 0;
