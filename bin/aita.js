#!/usr/bin/env node
// Plain JavaScript for Node 20: it must still be able to say that the real program needs a newer Node.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findNode, isNewEnough, oldestMajor, ownNodePackage } from './findNode.js';
import { runAsChild } from './runAsChild.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const isClone = existsSync(join(root, 'src'));

// By itself glibc keeps freed memory apart for each of the threads that decode images: 30 MB of them.
const smallMemory = { MALLOC_ARENA_MAX: '2' };

process.exitCode = await launch();

async function launch() {
  const node = findNode(root);
  if (node === null) {
    return refuse(`AITA needs Node ${oldestMajor} or newer; this is ${process.version}. ${howToGetNode()}`);
  }
  if (isClone && !existsSync(join(root, 'node_modules'))) {
    return refuse(`AITA's packages are not installed. Type, in ${root}: npm run setup`);
  }
  const program = join(root, isClone ? 'src/client/main.ts' : 'dist/client/main.js');
  const args = [...nodeFlags(process.env.NODE_OPTIONS ?? ''), program, ...process.argv.slice(2)];
  // Where the system can, this process becomes the program. V8 reads its heap sizes only when a process starts, so
  // simply importing the program would leave them out.
  const env = { ...smallMemory, ...process.env };
  if (isNewEnough() && process.execve) process.execve(node, [node, ...args], env);
  return runAsChild(node, args, { env });
}

/** @param {string} message */
function refuse(message) {
  process.stderr.write(`${message}\n`);
  return 2;
}

function howToGetNode() {
  if (isClone) return `Type, in ${root}: npm run setup`;
  const orHere =
    ownNodePackage && `, or type here: npm install ${ownNodePackage.name}@${ownNodePackage.version}`;
  return `Install it from nodejs.org${orHere ?? ''}`;
}

/**
 * Page images live outside the JavaScript heap, and what is inside is short-lived: small spaces keep a worker under
 * 400 MB, where V8's own sizes grow with the machine.
 * @param {string} chosen the NODE_OPTIONS, which keep the last word on sizes that they name
 */
function nodeFlags(chosen) {
  const sizes = { 'max-semi-space-size': 16, 'max-old-space-size': 512 };
  const missing = Object.entries(sizes).filter(([name]) => !chosen.replaceAll('_', '-').includes(name));
  return ['--disable-warning=ExperimentalWarning', ...missing.map(([name, mib]) => `--${name}=${mib}`)];
}
