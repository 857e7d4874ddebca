import type { Config, Flags } from '../config.ts';
import type { AskedLimits } from '../executor/askForLimits.ts';
import { providerName } from '../llm/request.ts';
import { readProvider } from '../store/providers.ts';
import type { Store } from '../store/store.ts';

interface LimitsPlace {
  config: Config;
  store: Store;
}

/**
 * What flags ask for; else what was asked for last, by whichever command; else the settings. Tokens per minute have no
 * flag: a setting counts as one.
 */
export function keptLimits({ config, store }: LimitsPlace, endpoint: string, flags: Flags): AskedLimits {
  const { asked, tokensPerMinute } = readProvider(store.quick, providerName(endpoint));
  const width = asked.isAuto ? 'auto' : asked.width;
  const isWidthGiven = flags.maxWorkers !== undefined || width === Infinity;
  const isRateGiven = flags.rateLimit !== undefined || asked.rps === Infinity;
  return {
    maxWorkers: isWidthGiven ? config.maxWorkers : width,
    rateLimitRps: isRateGiven ? config.rateLimitRps : asked.rps,
    rateLimitTpm: config.rateLimitTpm ?? tokensPerMinute,
  };
}

/** For a command that joins what others have begun: it changes no limit but those it was given. */
export const keepingLimits = <Place extends LimitsPlace>(
  place: Place,
  endpoint: string,
  flags: Flags,
): Place => ({ ...place, config: { ...place.config, ...keptLimits(place, endpoint, flags) } });
