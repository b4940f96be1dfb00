import { setTimeout as wait } from 'node:timers/promises';

/** Waits until `work` has settled or `ms` have passed, whichever is first. Throws what `work` threw by then. */
export async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([work, wait(ms, undefined, { signal: timer.signal }).catch(() => undefined)]);
  } finally {
    timer.abort();
  }
}
