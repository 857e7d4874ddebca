import type { ServerResponse } from 'node:http';
import type { CallRecord } from './callRecord.ts';
import type { ChatRequest } from './chatRequest.ts';
import type { FaultConfig, FaultRule } from './faultConfig.ts';
import type { Admission } from './rateLimits.ts';

/** One call while it is answered. */
export interface Exchange {
  call: CallRecord;
  request: ChatRequest;
  response: ServerResponse;
  config: FaultConfig;
  /** What the rule that chose the fault says; empty when there is none. */
  rule: Partial<FaultRule>;
  admission: Admission;
  headers: Record<string, string>;
  /** Refuses connections for a while; every open one breaks. */
  goDown: (forMs: number) => void;
}
