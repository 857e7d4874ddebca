import { setTimeout as delay } from 'node:timers/promises';

/** Looks ten times a second. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(100);
}
