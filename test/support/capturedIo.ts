import { PassThrough } from 'node:stream';
import { createIo, type Io } from '../../src/client/io.ts';

/** A command's terminal that is none, and what was written to it, line by line. */
export function capturedIo(cwd: string): { io: Io; out: string[]; err: string[] } {
  const stream = () => new PassThrough() as unknown as NodeJS.WriteStream & NodeJS.ReadStream;
  const [out, err]: [string[], string[]] = [[], []];
  const io = createIo({ stdin: stream(), stdout: stream(), stderr: stream() }, {}, cwd);
  const into = (lines: string[]) => (text: string) => void lines.push(...text.split('\n'));
  return {
    io: { ...io, out: into(out), data: into(out), err: into(err) },
    out,
    err,
  };
}
