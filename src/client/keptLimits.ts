import type { Config, Flags } from '../config.ts';
import { providerName } from '../llm/request.ts';
import type { Database } from '../store/database.ts';
import { readProvider, setLimits, type Limits } from '../store/providers.ts';
import type { Store } from '../store/store.ts';
import { readTokenLimit, setTokenLimit } from '../store/tokenRate.ts';

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

interface LimitsPlace {
  config: Config;
  store: Store;
}

/**
 * What flags ask for; else what was asked for last, by whichever command; else the settings. Tokens per minute have no
 * flag: a setting counts as one.
 */
export function keptLimits({ config, store }: LimitsPlace, endpoint: string, flags: Flags): AskedLimits {
  const provider = providerName(endpoint);
  const { asked } = readProvider(store.quick, provider);
  const width = asked.isAuto ? 'auto' : asked.width;
  const isWidthGiven = flags.maxWorkers !== undefined || width === Infinity;
  const isRateGiven = flags.rateLimit !== undefined || asked.rps === Infinity;
  return {
    maxWorkers: isWidthGiven ? config.maxWorkers : width,
    rateLimitRps: isRateGiven ? config.rateLimitRps : asked.rps,
    rateLimitTpm: config.rateLimitTpm ?? readTokenLimit(store.quick, provider),
  };
}

/** For a command that joins what others have begun: it changes no limit but those it was given. */
export const keepingLimits = <Place extends LimitsPlace>(
  place: Place,
  endpoint: string,
  flags: Flags,
): Place => ({ ...place, config: { ...place.config, ...keptLimits(place, endpoint, flags) } });
