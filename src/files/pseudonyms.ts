import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { explainWriteError, writeJson } from './atomicWrite.ts';
import { withFileLock } from './fileLock.ts';
import { naturalOrder } from './naturalOrder.ts';
import { faultsOf, faultyFile, readJson } from './readJson.ts';

/** The file `students.json`: id to folder name (Unicode NFC). It never leaves this machine. */
const StudentMap = z.record(
  z.string().regex(/^student-\d{2,}$/, 'expected an id such as student-07'),
  z.string().min(1),
);
type StudentMap = z.infer<typeof StudentMap>;

/**
 * The ids of the given folders, in the same order.
 *
 * An id once given stays with its folder and is never given to another, also after the folder is gone: results on disk
 * are named by it. Processes that meet new folders at the same time take turns.
 * @throws UserError when `students.json` is broken.
 */
export async function pseudonyms(assignmentDir: string, folders: readonly string[]): Promise<string[]> {
  const path = join(assignmentDir, 'students.json');
  const names = folders.map((folder) => folder.normalize('NFC'));
  const known = await readMap(path);
  const map = names.every((name) => known.ids.has(name)) ? known : await addTo(assignmentDir, path, names);
  return names.map((name) => map.ids.get(name) ?? '');
}

/** The ids that `pseudonyms` would give now; nothing is written. */
export async function previewPseudonyms(
  assignmentDir: string,
  folders: readonly string[],
): Promise<string[]> {
  const { map, ids } = await readMap(join(assignmentDir, 'students.json'));
  const names = folders.map((folder) => folder.normalize('NFC'));
  const added = new Map(number(newAmong(names, ids), Object.keys(map)).map(([id, name]) => [name, id]));
  return names.map((name) => ids.get(name) ?? added.get(name) ?? '');
}

interface Known {
  map: StudentMap;
  /** Folder name to id. */
  ids: ReadonlyMap<string, string>;
}

async function addTo(assignmentDir: string, path: string, names: readonly string[]): Promise<Known> {
  await mkdir(assignmentDir, { recursive: true }).catch((error: unknown) => {
    throw explainWriteError(error, path);
  });
  return withFileLock(`${path}.lock`, async () => {
    const { map, ids } = await readMap(path);
    const next = { ...map, ...Object.fromEntries(number(newAmong(names, ids), Object.keys(map))) };
    // Names of students: for nobody but the owner.
    await writeJson(path, next, { mode: 0o600 });
    return readMap(path);
  });
}

const newAmong = (names: readonly string[], ids: Known['ids']): string[] =>
  names.filter((name) => !ids.has(name)).sort(naturalOrder);

/** Two digits, three from 100 students on; ids given earlier set the width of later ones. */
function number(names: readonly string[], taken: readonly string[]): [string, string][] {
  const numbers = taken.map((id) => Number(id.slice('student-'.length)));
  const first = Math.max(0, ...numbers) + 1;
  const longest = String(first + names.length - 1).length;
  const width = taken[0] === undefined ? Math.max(2, longest) : taken[0].length - 'student-'.length;
  return names.map((name, index) => [`student-${String(first + index).padStart(width, '0')}`, name]);
}

async function readMap(path: string): Promise<Known> {
  const content = (await readJson(path)) ?? {};
  const parsed = StudentMap.safeParse(content);
  if (!parsed.success) throw faultyFile(path, faultsOf(parsed.error, content));
  const ids = new Map<string, string>();
  for (const [id, name] of Object.entries(parsed.data)) {
    const other = ids.get(name.normalize('NFC'));
    if (other !== undefined) throw faultyFile(path, [{ at: id, problem: `the same folder as ${other}` }]);
    ids.set(name.normalize('NFC'), id);
  }
  return { map: parsed.data, ids };
}
