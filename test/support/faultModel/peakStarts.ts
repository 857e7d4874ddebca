/** The most starts in any window of `windowMs`, its end excluded. `startsMs` in ascending order. */
export function peakStarts(startsMs: readonly number[], windowMs: number): number {
  let peak = 0;
  let oldest = 0;
  startsMs.forEach((start, index) => {
    while (start - (startsMs[oldest] ?? start) >= windowMs) oldest++;
    peak = Math.max(peak, index - oldest + 1);
  });
  return peak;
}
