import { setTimeout as wait } from 'node:timers/promises';
import { toError } from '../errors.ts';
import { isRetryable } from '../retryable-errors.ts';
import type { Logger } from './logging.ts';

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

/**
 * An `onError` for {@link startPeriodicTask}. An error that is known to pass is a warning: the next run may succeed. Any
 * other is a defect, which every run would meet again: it goes to `fail`, which ends the process, or where there is none,
 * because the service does its work without the task, is logged as an error.
 *
 * @param message says what cannot be done
 */
export function reportTaskError(
  logger: Logger,
  message: string,
  fail?: (error: Error) => void,
): (error: Error) => void {
  return (error) => {
    if (isRetryable(error)) logger.warn({ err: error }, `${message}, trying again`);
    else if (fail === undefined) logger.error({ err: error }, message);
    else fail(error);
  };
}
