import { setTimeout as wait } from 'node:timers/promises';
import { toError } from '../errors.ts';

export interface PeriodicTask {
  /** Asks for a run now: ends the wait in hand, or, during a run, lets the next one follow at once. */
  wake(): void;
  /** Lets the run in hand finish; no further one starts. */
  stop(): Promise<void>;
}

/**
 * Runs `task` again and again with `intervalMs` between the end of one run and the start of the next.
 * A run that throws is reported, and the next one still comes.
 */
export function startPeriodicTask(
  intervalMs: number,
  task: (signal: AbortSignal) => Promise<void>,
  onError: (error: Error) => void,
): PeriodicTask {
  const stopping = new AbortController();
  const { signal } = stopping;
  let woken = new AbortController();
  const running = (async () => {
    while (!signal.aborted) {
      woken = new AbortController();
      try {
        await task(signal);
      } catch (error) {
        if (!signal.aborted) onError(toError(error));
      }
      await wait(intervalMs, undefined, { signal: woken.signal }).catch(() => undefined);
    }
  })();
  return {
    wake: () => woken.abort(),
    async stop() {
      stopping.abort();
      woken.abort();
      await running;
    },
  };
}
