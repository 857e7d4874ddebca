import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Removed when this process ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aita-bench-batch-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
