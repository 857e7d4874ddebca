import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { EnginePorts } from './flags.ts';

const loopback = '127.0.0.1';

/** Four ports in a row, from the first. */
export const portsFrom = (first: number): EnginePorts => ({
  grpc: first,
  ui: first + 1,
  http: first + 2,
  metrics: first + 3,
});

/** The first of four free ports. */
export async function pickPorts(): Promise<number> {
  for (;;) {
    // Below 32768, where systems begin to hand out ports for outgoing connections.
    const first = randomInt(17_000, 32_000);
    if ((await takenPort(first)) === null) return first;
  }
}

/** The port of an engine's four that another program listens on, or `null` when all are free. */
export async function takenPort(first: number): Promise<number | null> {
  const { grpc, ui, http, metrics } = portsFrom(first);
  for (const port of [grpc, ui, http, metrics]) if (!(await isFree(port))) return port;
  return null;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, loopback, () => server.close(() => resolve(true)));
  });
}

/** Whether something listens on this port of loopback. */
export function answers(port: number): Promise<boolean> {
  const socket = connect(port, loopback);
  return new Promise((resolve) => {
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
    // Loopback answers at once, or the machine is about to stand still.
    socket.setTimeout(2000, () => settle(false));
  });
}
