import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { UserError } from '../domain/userError.ts';
import { embeddedTarget, type EngineTarget } from './engineTarget.ts';
import { findTemporal, type FindTemporalOptions } from './findTemporal.ts';
import { startDevArgs } from './flags.ts';
import { pickPorts, portsFrom } from './ports.ts';
import { startTemporal, untilServing } from './startTemporal.ts';

/** Runs a program until its own input ends, which it does however the parent ends. */
const whileParentLives = `
  exec 3<&0
  "$@" 3<&- & program=$!
  (read -r _ <&3; kill -9 $program) & watch=$!
  exec 3<&-
  wait $program; status=$?
  kill $watch
  exit $status`;

export interface TemporaryEngine extends EngineTarget, AsyncDisposable {
  /** Settles when the engine is gone, told to or not. */
  ended: Promise<void>;
}

/**
 * A private engine in memory, without a Web UI, beside the user's own one. It ends with this process, also
 * when that is killed; nobody starts it again.
 * @throws UserError `no-temporal`, `engine-start`.
 */
export async function startTemporaryEngine(options: FindTemporalOptions): Promise<TemporaryEngine> {
  const { path: program } = await findTemporal(options);
  const ports = portsFrom(await pickPorts());
  const engine = await startTemporal({
    program: '/bin/sh',
    args: ['-c', whileParentLives, 'sh', program, ...startDevArgs(ports, null)],
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const lastWords = collect(engine);
  if (!(await untilServing(engine, ports.http))) {
    engine.stdin?.end();
    throw new UserError(
      'engine-start',
      `The engine in memory did not start: ${lastWords()}`,
      'Try again; it takes other ports then.',
    );
  }
  letProcessEnd(engine);
  return {
    ...embeddedTarget(`127.0.0.1:${ports.grpc}`, null),
    embedded: false,
    ended: once(engine, 'exit').then(() => undefined),
    async [Symbol.asyncDispose]() {
      if (engine.exitCode !== null || engine.signalCode !== null) return;
      engine.ref();
      engine.stdin?.end();
      await once(engine, 'exit');
    },
  };
}

function collect({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (part: string) => void (text = (text + part).slice(-1000)));
  return () => text.trim();
}

/** A program that is done must not wait for its engine; the pipes to a child are sockets. */
function letProcessEnd(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stderr]) if (pipe instanceof Socket) pipe.unref();
}
