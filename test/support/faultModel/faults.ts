import { errorFaults } from './errorFaults.ts';
import type { Fault } from './fault.ts';
import type { FaultName } from './faultNames.ts';
import { replyFaults } from './replyFaults.ts';
import { wireFaults } from './wireFaults.ts';

export const faults: Record<FaultName, Fault> = { ...errorFaults, ...wireFaults, ...replyFaults };
