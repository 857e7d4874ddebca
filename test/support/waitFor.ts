import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the condition gives something other than false, null or undefined, and gives that. */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const found = await condition();
    if (found !== false && found !== null && found !== undefined)
      return found as Exclude<T, false | null | undefined>;
    await delay(20);
  }
  throw new Error(`Not within ${timeoutMs} ms: ${condition.toString()}`);
}
