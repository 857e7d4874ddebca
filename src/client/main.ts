import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Compiling takes most of the start-up (80 ms of 100), so it is kept beside the program; a folder that
// cannot be written only costs that time again.
enableCompileCache(fileURLToPath(new URL('../../.tools/compile-cache', import.meta.url)));

const { runMain } = await import('./runMain.ts');
const exitCode = await runMain(process, process.argv.slice(2), process.cwd());
// Connections that are still open must not keep a finished command alive.
process.exit(exitCode);
