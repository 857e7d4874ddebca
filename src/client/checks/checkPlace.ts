import { constants, existsSync, realpathSync } from 'node:fs';
import { access, readdir, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname } from 'node:path';
import { hasCode } from '../../engine/processes.ts';
import type { Check } from './check.ts';

/** Room for a thousand pages at 200 dpi and their replies. */
const enoughBytes = 1e9;

export async function checkDisk(dir: string): Promise<Check> {
  const { bavail, bsize } = await statfs(existingPart(dir));
  const free = bavail * bsize;
  const state = free > enoughBytes ? 'ok' : 'advice';
  return { name: 'Disk', state, found: `${(free / 1e9).toFixed(1)} GB free` };
}

/** SQLite's locks do not hold over a network, and a synced folder copies a database in mid-write. */
export async function checkPlace(name: string, dir: string): Promise<Check> {
  const real = existingPart(dir);
  if (!(await isWritable(real))) return { name, state: 'bad', found: `${dir} cannot be written` };
  const system = remoteSystems.get((await statfs(real)).type);
  if (system !== undefined) {
    return { name, state: 'advice', found: `${dir} lies on ${system}; its database needs a local disk` };
  }
  const service = syncService(real);
  if (service !== undefined) {
    return {
      name,
      state: 'advice',
      found: `${dir} is synced by ${service}; its database needs a folder that is not`,
    };
  }
  return { name, state: 'ok', found: existsSync(dir) ? dir : `${dir} (not there yet)` };
}

/** Linux's numbers of file systems that other machines can write to. */
const remoteSystems = new Map([
  [0x6969, 'a network folder (NFS)'],
  [0xff534d42, 'a network folder (CIFS)'],
  [0xfe534d42, 'a network folder (SMB)'],
  [0x517b, 'a network folder (SMB)'],
  [0x5346414f, 'a network folder (AFS)'],
  [0x00c36400, 'a network folder (Ceph)'],
  [0x01021997, 'a drive shared from another system (9p)'],
  [0x65735546, 'a drive of another program (FUSE)'],
]);

const syncServices: [RegExp, string][] = [
  [/^dropbox\b/i, 'Dropbox'],
  [/^onedrive\b/i, 'OneDrive'],
  [/^google ?drive/i, 'Google Drive'],
  [/^(icloud|mobile documents)/i, 'iCloud'],
  [/^(next|own)cloud\b/i, 'Nextcloud'],
  [/^cloudstorage$/i, 'a cloud service'],
];

/** By the names of the folders on the way, which these services choose themselves. */
export function syncService(path: string): string | undefined {
  const folders = path.split(/[/\\]/);
  return syncServices.find(([name]) => folders.some((folder) => name.test(folder)))?.[1];
}

/** The folder, or the nearest one above it that is there; without symbolic links. */
function existingPart(path: string): string {
  return existsSync(path) ? realpathSync(path) : existingPart(dirname(path));
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code))
    )
      return false;
    throw error;
  }
}

/** The engine and the stand-in listen on loopback without a password: whoever works on this machine can reach them. */
export async function checkNeighbours(): Promise<Check> {
  const others = await othersWithHome();
  const name = 'Shared machine';
  if (others === 0) return { name, state: 'ok', found: 'nobody else has a home folder here' };
  const people = others === 1 ? 'another person has' : `${others} other people have`;
  return {
    name,
    state: 'advice',
    found: `${people} a home folder here; the engine listens on loopback without a password`,
  };
}

async function othersWithHome(): Promise<number> {
  const folder = process.platform === 'darwin' ? '/Users' : '/home';
  if (!existsSync(folder)) return 0;
  const own = [...ownNames(), 'Shared', 'lost+found'];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !own.includes(entry.name),
  ).length;
}

function ownNames(): string[] {
  try {
    const { username, homedir } = userInfo();
    return [username, basename(homedir)];
  } catch (error) {
    // A container may run as a number that no user of it has.
    if (hasCode(error, 'ERR_SYSTEM_ERROR')) return [];
    throw error;
  }
}
