import { providerName } from '../llm/request.ts';
import type { Database } from '../store/database.ts';
import { setLimits, type Limits } from '../store/providers.ts';
import { setTokenLimit } from '../store/tokenRate.ts';

/** All that may be asked for towards one provider. */
export interface AskedLimits extends Limits {
  /** Tokens per minute; `null` for none. */
  rateLimitTpm: number | null;
}

/** From now on these hold for all workers that call the endpoint. */
export function askForLimits(db: Database, endpoint: string, limits: AskedLimits): void {
  const provider = providerName(endpoint);
  setLimits(db, provider, limits);
  setTokenLimit(db, provider, limits.rateLimitTpm);
}
