import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { UserError } from '../domain/userError.ts';
import type { OfflineModelOptions } from './server.ts';

export interface OfflineModelProcess {
  /** Base URL for an OpenAI client, on 127.0.0.1. */
  url: string;
  stop(): Promise<void>;
}

const stopGraceMs = 3000;

/**
 * Runs the offline model in a process of its own, so that reading pages does not hold up this one.
 * It ends with this process, however that ends, and does not keep it alive.
 * @throws UserError as `startOfflineModel` does.
 */
export async function startOfflineModelProcess(
  options: OfflineModelOptions = {},
): Promise<OfflineModelProcess> {
  const file = fileURLToPath(new URL(`./processMain${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // It needs no key, so it gets none.
    env: {},
  });
  const exited = once(child, 'exit');
  const url = await readUrl(child.stdout, exited);
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as Partial<Socket>).unref?.();
  return {
    url,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.ref();
      child.stdin.end();
      const tooLong = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
      await exited;
      clearTimeout(tooLong);
    },
  };
}

/** The child's first line: its URL, or the error that kept it from starting. */
async function readUrl(stdout: Readable, exited: Promise<unknown>): Promise<string> {
  const line = await Promise.race([once(createInterface(stdout), 'line'), exited.then(() => null)]);
  if (line === null) throw new Error('The offline model ended before it was ready; see above.');
  const [first] = line as [string];
  if (first.startsWith('http')) return first;
  const { code, message, hint } = JSON.parse(first) as UserError;
  throw new UserError(code, message, hint);
}
