import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('..', import.meta.url));

/** In a clone, beside what set-up fetched. */
const made = fileURLToPath(new URL('../../.tools/bundles', import.meta.url));

/**
 * Path of the workflow bundle: the one built into `dist`, or in a clone one made from the sources and kept under
 * their hash (making it takes three seconds of a processor).
 */
export async function workflowBundle(): Promise<string> {
  const built = join(source, 'workflowBundle.js');
  if (existsSync(built)) return built;
  const path = join(made, `${sourceHash()}.js`);
  if (existsSync(path)) return path;
  await mkdir(made, { recursive: true });
  // Renamed into place, so that another process never loads half of it.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, await bundleWorkflows(join(source, 'workflows', 'index.ts')));
  await rename(draft, path);
  return path;
}

export async function bundleWorkflows(workflowsPath: string): Promise<string> {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: quiet });
  return code;
}

// Everything that may be part of the bundle: workflows, the domain files they load, and the SDK's version.
function sourceHash(): string {
  const hash = createHash('sha256');
  for (const folder of ['workflows', join('workflows', 'shared'), 'domain']) {
    const files = readdirSync(join(source, folder), { withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      hash.update(name).update(readFileSync(join(source, folder, name)));
    }
  }
  hash.update(readFileSync(createRequire(import.meta.url).resolve('@temporalio/workflow/package.json')));
  return hash.digest('hex').slice(0, 16);
}
