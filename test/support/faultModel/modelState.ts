import type { FaultConfig } from './faultConfig.ts';
import type { FaultPlan } from './faultPlan.ts';
import type { RateLimits } from './rateLimits.ts';
import type { Truth } from './truth.ts';

/** What changes while the model runs. */
export interface ModelState {
  config: FaultConfig;
  truth: Truth;
  plan: FaultPlan;
  limits: RateLimits;
  goDown: (forMs?: number) => void;
}
