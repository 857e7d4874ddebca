import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CliRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface CliSurroundings {
  cwd: string;
  /** Added to a bare environment: no key, no AITA_*, no INIT_CWD. */
  env?: Record<string, string>;
  /** Run as another user of this machine. */
  uid?: number | undefined;
}

/** The file that `bin/aita.js` runs. */
export const mainFile = fileURLToPath(new URL('../../src/client/main.ts', import.meta.url));

/** Runs the real command line in a process of its own, without a terminal. */
export function runCli(args: string[], { cwd, env = {}, uid }: CliSurroundings): Promise<CliRun> {
  const child = spawn(process.execPath, [mainFile, ...args], {
    cwd,
    env: { ...bareEnvironment(), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  child.stdin.end();
  const run: CliRun = { exitCode: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ...run, exitCode }));
  });
}

/** What a program needs to run at all, and nothing that changes what AITA does. */
export function bareEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
