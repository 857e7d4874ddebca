import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a loopback port that can refuse connections and come back on the same port. */
export class Listener {
  readonly #server: Server;
  readonly #beforeBreaking: () => void;
  #port: number;
  #comingBack: NodeJS.Timeout | undefined;

  /** `beforeBreaking` is called before open connections are broken. */
  constructor(server: Server, port: number, beforeBreaking: () => void) {
    this.#server = server;
    this.#port = port;
    this.#beforeBreaking = beforeBreaking;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    clearTimeout(this.#comingBack);
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones, for good or until `forMs` are over. */
  close(forMs?: number): void {
    clearTimeout(this.#comingBack);
    this.#beforeBreaking();
    this.#server.close();
    this.#server.closeAllConnections();
    if (forMs !== undefined) this.#comingBack = setTimeout(() => void this.open(), forMs);
  }
}
