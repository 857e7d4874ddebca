import { counted } from '../domain/counted.ts';
import { dollars } from '../domain/cost.ts';
import type { KnownSpend } from '../store/spend.ts';

type Shown = (usd: number) => string;

/** `$0.03`; `at least $0.03` when the cost of some calls is not known, `unknown` when that of none is. */
export function spendInWords(
  { spentUsd, unpriced }: Pick<KnownSpend, 'spentUsd' | 'unpriced'>,
  shown: Shown = dollars,
): string {
  if (unpriced === 0) return shown(spentUsd);
  return spentUsd === 0 ? 'unknown' : `at least ${shown(spentUsd)}`;
}

/** Why more may have been spent than is known; nothing when all is known. */
export function unknownSpendInWords({ unpriced, cut }: KnownSpend): string | null {
  const priceless = unpriced - cut;
  const parts = [
    ...(cut === 0 ? [] : [`${counted(cut, 'call')} cut off, which may have been billed`]),
    ...(priceless === 0 ? [] : [`${counted(priceless, 'call')} without a known price`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/** To a hundredth of a cent, for what is read once and kept. */
export const exactDollars: Shown = (usd) => `$${usd.toFixed(4)}`;
