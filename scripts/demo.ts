import { runMain } from '../src/client/runMain.ts';

// `npm run demo [-- --dir DIR]` is `aita demo`.
process.exitCode = await runMain(process, ['demo', ...process.argv.slice(2)], process.cwd());
