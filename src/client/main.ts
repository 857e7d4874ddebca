import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Compiling takes most of the start-up (80 ms of 100), so its result is kept: beside the program in a clone; installed,
// that folder is the package manager's. One that cannot be written only costs the time again.
const isClone = import.meta.url.endsWith('.ts');
enableCompileCache(
  isClone ? fileURLToPath(new URL('../../.tools/compile-cache', import.meta.url)) : await ownCache(),
);

const { runMain } = await import('./runMain.ts');
const exitCode = await runMain(process, process.argv.slice(2), process.cwd());
// Connections that are still open must not keep a finished command alive.
process.exit(exitCode);

async function ownCache(): Promise<string> {
  const { compileCacheDir, environment } = await import('../config.ts');
  return compileCacheDir(environment());
}
