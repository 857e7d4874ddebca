import type { FaultRule } from '../../test/support/faultModel/faultConfig.ts';

/** What goes wrong by itself while processes are killed: about one call in seven. Drawn from the seed. */
export const seededFaults: FaultRule[] = [
  { fault: 'http429', probability: 0.01, retryAfterMs: 400, retryAfterAs: 'milliseconds' },
  { fault: 'http503', probability: 0.005, retryAfterMs: 300, retryAfterAs: 'milliseconds' },
  { fault: 'http500', probability: 0.02 },
  { fault: 'resetBefore', probability: 0.01 },
  { fault: 'resetMidway', probability: 0.01 },
  { fault: 'pointsDoNotAddUp', schema: 'rubric', probability: 0.05 },
  { fault: 'truncatedContent', probability: 0.02 },
  { fault: 'refusalField', probability: 0.01 },
  { fault: 'cutByLength', probability: 0.01 },
  { fault: 'otherShape', probability: 0.01 },
  { fault: 'noUsage', probability: 0.01 },
  { fault: 'slow', probability: 0.03, latencyMs: 1500 },
];
