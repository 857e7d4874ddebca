import type { CallRecord } from './callRecord.ts';
import { changeConfig, type FaultConfig } from './faultConfig.ts';
import { FaultPlan } from './faultPlan.ts';
import { faultStats, type FaultStats } from './faultStats.ts';
import type { ModelState } from './modelState.ts';
import { RateLimits } from './rateLimits.ts';
import { Truth } from './truth.ts';

export const defaultWindowMs = 1000;

/** What may be asked of a model and changed in it, from its own process or through HTTP. */
export interface Controls {
  /** Records of all calls whose number is above `after` (default 0), those in flight included. */
  calls(after?: number): Promise<CallRecord[]>;
  /** `windowMs` (default 1000) is the window of `peakStarts`. */
  stats(windowMs?: number): Promise<FaultStats>;
  /** New rules count from now; new limits begin with empty windows. What is not named stays. */
  configure(patch: Partial<FaultConfig>): Promise<void>;
  /** Forgets all calls; rules and windows begin anew. */
  reset(): Promise<void>;
  /** Breaks every connection and refuses new ones, for `forMs` or until `comeBack`. */
  goDown(forMs?: number): Promise<void>;
  comeBack(): Promise<void>;
}

export function makeControls(state: ModelState, comeBack: () => Promise<void>): Controls {
  return {
    comeBack,
    calls: async (after = 0) => state.truth.calls.slice(after).map((call) => ({ ...call })),
    stats: async (windowMs = defaultWindowMs) => faultStats(state.truth, windowMs),
    configure: async (patch) => {
      state.config = changeConfig(state.config, patch);
      if (patch.faults !== undefined || patch.seed !== undefined) renewPlan(state);
      if (patch.limits !== undefined) state.limits = new RateLimits(state.config.limits);
    },
    reset: async () => {
      state.truth = new Truth();
      state.limits = new RateLimits(state.config.limits);
      renewPlan(state);
    },
    goDown: async (forMs) => state.goDown(forMs),
  };
}

function renewPlan(state: ModelState): void {
  state.plan = new FaultPlan(state.config.faults, state.config.seed);
}
