import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A new folder that is removed when the test (or the file, outside a test) has ended. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'aita-test-'));
  after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
