/** What calls used. No zod here: workflows load this file. */
export interface Usage {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** US dollars; `null` when a call in the sum has no known price (unknown, not free). */
  costUsd: number | null;
}

export const noUsage: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** Sums two usages; an unknown cost stays unknown. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd === null || b.costUsd === null ? null : a.costUsd + b.costUsd,
  };
}

/** To a billionth of a dollar: less than any token costs, more than the dust that adding floats leaves. */
export const roundUsd = (usd: number): number => Math.round(usd * 1e9) / 1e9;

/** Two digits that mean something, also below a cent. */
export const dollars = (usd: number): string =>
  `$${usd >= 0.1 || usd === 0 ? usd.toFixed(2) : usd.toFixed(4)}`;
