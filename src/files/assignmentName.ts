import { UserError } from '../domain/userError.ts';
import { layoutFolders } from './layout.ts';

/** File systems allow 255 bytes a name; the rest is for what is added to it. */
const maxBytes = 200;

/**
 * The name of an assignment's folder in the form used everywhere (Unicode NFC).
 *
 * @throws UserError for a name that would leave the data folder, be taken for an option, or clash with our own files.
 */
export function assignmentName(given: string): string {
  const name = given.normalize('NFC');
  const fault = faultOf(name);
  if (fault === null) return name;
  throw new UserError(
    'bad-assignment-name',
    `${JSON.stringify(given)} cannot be the name of an assignment: ${fault}.`,
    'Use the name of a folder inside the data folder, e.g. --assignment Final or --assignment "Klausur Übung 2".',
  );
}

function faultOf(name: string): string | null {
  if (name.trim() === '') return 'it is empty';
  if (name !== name.trim()) return 'it begins or ends with a space';
  if (/\p{Cc}/u.test(name)) return 'it holds a control character';
  if (/[/\\]/.test(name)) return 'it holds a slash, and an assignment is one folder inside the data folder';
  if (name.startsWith('-')) return 'it begins with a dash, like an option';
  if (name.startsWith('.')) return 'it begins with a dot, which hides a folder';
  if (isReserved(name)) return 'that folder name has a meaning of its own';
  if (Buffer.byteLength(name) > maxBytes) return `it is longer than ${maxBytes} bytes`;
  return null;
}

/** Names in a data folder that are no assignments; compared without case, as some file systems do. */
export const isReserved = (name: string): boolean =>
  [...layoutFolders, 'truth', 'node_modules'].includes(name.toLowerCase());
