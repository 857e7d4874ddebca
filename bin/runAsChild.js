import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a program in this one's place: same terminal, signals passed on.
 * @param {string} path
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} the exit code; 128 and the signal's number when a signal ended it, as a shell has it
 */
export function runAsChild(path, args, options = {}) {
  const child = spawn(path, args, { ...options, stdio: 'inherit' });
  const passOn = /** @param {NodeJS.Signals} signal */ (signal) => child.kill(signal);
  // A terminal sends Ctrl-C to the child as well; a second one from here would mean "stop at once".
  const ignore = () => {};
  process.on('SIGINT', ignore).on('SIGTERM', passOn).on('SIGHUP', passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', passOn).off('SIGHUP', passOn);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
}
