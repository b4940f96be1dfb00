import { setTimeout as wait } from 'node:timers/promises';
import { toError } from '../errors.ts';

export interface PeriodicTask {
  /** Lets the run in hand finish; no further one starts. */
  stop(): Promise<void>;
}

/**
 * Runs `task` again and again with `intervalMs` between the end of one run and the start of the next.
 * A run that throws is reported and the next one comes all the same.
 */
export function startPeriodicTask(
  intervalMs: number,
  task: (signal: AbortSignal) => Promise<void>,
  onError: (error: Error) => void,
): PeriodicTask {
  const controller = new AbortController();
  const { signal } = controller;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        await task(signal);
      } catch (error) {
        if (!signal.aborted) onError(toError(error));
      }
      await wait(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      controller.abort();
      await running;
    },
  };
}
