import type { ServerResponse } from 'node:http';
import { newCallRecord, type CallRecord } from './callRecord.ts';
import type { ChatRequest } from './chatRequest.ts';
import { nowMs } from './clock.ts';

/** Keeps a record of every call, from the arrival of its headers to the last byte of its reply. */
export class Truth {
  readonly calls: CallRecord[] = [];
  readonly #attempts = new Map<string, number>();
  #inFlight = 0;
  #peakInFlight = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  get peakInFlight(): number {
    return this.#peakInFlight;
  }

  arrive(response: ServerResponse): CallRecord {
    const call = newCallRecord(this.calls.length + 1, nowMs());
    this.calls.push(call);
    this.#inFlight++;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    watchDelivery(call, response, () => this.#inFlight--);
    return call;
  }

  identify(call: CallRecord, request: ChatRequest): void {
    const attempt = (this.#attempts.get(request.hash) ?? 0) + 1;
    this.#attempts.set(request.hash, attempt);
    call.hash = request.hash;
    call.key = request.key;
    call.schema = request.schema;
    call.model = request.model;
    call.imageDigests = request.imageDigests;
    call.stream = request.stream;
    call.attempt = attempt;
  }

  /** To be said before the model breaks all connections. */
  cutOpenCalls(): void {
    for (const call of this.calls) if (call.endedMs === null) call.cut = true;
  }
}

function watchDelivery(call: CallRecord, response: ServerResponse, onEnd: () => void): void {
  // The response forgets its socket once it has finished.
  const socket = response.socket;
  const end = (delivered: boolean) => {
    if (call.endedMs !== null) return;
    call.endedMs = nowMs();
    call.fullyDelivered = delivered;
    call.aborted = !delivered && !call.cut;
    onEnd();
  };
  response.once('finish', () => end(socket !== null && !socket.destroyed && socket.writableLength === 0));
  response.once('close', () => end(false));
}
