import type { IncomingMessage } from 'node:http';

/** `null` when the client went before its body was whole. */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const { promise, resolve } = Promise.withResolvers<Buffer | null>();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('error', () => resolve(null));
  request.once('close', () => resolve(null));
  return promise;
}
