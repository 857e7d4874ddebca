import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const tools = join(import.meta.dirname, '..', '..', '.tools');

/** A folder for a changed copy of the sources: inside the project, so that its packages are found, and ignored by git. */
export function plantedFolder(): string {
  mkdirSync(tools, { recursive: true });
  return mkdtempSync(join(tools, 'planted-'));
}
