import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `dist` is what the source compiles to now: no source file is newer. @param {string} root */
export function isBuilt(root) {
  const built = statSync(join(root, 'dist', 'workflowBundle.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  return sources.every((file) => statSync(join(root, 'src', file)).mtimeMs < built);
}
