import { PassThrough } from 'node:stream';
import { runCli as runCommand } from '../../src/client/cli.ts';
import { createIo } from '../../src/client/io.ts';
import { reportError } from '../../src/client/reportError.ts';
import { bareEnvironment, type CliRun, type CliSurroundings } from './runCli.ts';

/** Runs a command line in this process, which saves its start; for commands that end by themselves. */
export async function runHere(args: string[], { cwd, env = {} }: CliSurroundings): Promise<CliRun> {
  const streams = { stdin: terminal(), stdout: terminal(), stderr: terminal() };
  const io = createIo(streams, { ...bareEnvironment(), ...env }, cwd);
  const exitCode = await runCommand(args, io).catch((error: unknown) => reportError(error, args, io));
  return { exitCode, stdout: written(streams.stdout), stderr: written(streams.stderr) };
}

/** None, in truth: no size, no colours, nobody to ask. */
const terminal = () => new PassThrough() as unknown as NodeJS.WriteStream & NodeJS.ReadStream;

const written = (stream: NodeJS.WriteStream): string =>
  String((stream as unknown as PassThrough).read() ?? '');
