import { setTimeout as wait } from 'node:timers/promises';
import { isRetryable as isKnownToPass } from '../retryable-errors.ts';

export interface Backoff {
  /** Milliseconds before the second attempt; doubles up to `maxMs`. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Short enough that a server's restart is hardly noticed, long enough not to press one that is starting. */
export const SERVER_BACKOFF: Backoff = { firstMs: 100, maxMs: 2_000 };

/** How long to wait after the attempt of this number, from 1 on, has failed. */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff = SERVER_BACKOFF): number {
  return Math.min(firstMs * 2 ** Math.min(attempt - 1, 20), maxMs);
}

/**
 * Calls `operation` until it succeeds, waiting longer each time, as long as what it throws is known to pass.
 * A server's absence pauses; it does not drop.
 *
 * @param operation gets the number of the attempt, from 1 on
 * @throws the last error when it is not retryable or when `signal` aborts
 */
export async function retry<Result>(
  operation: (attempt: number) => Promise<Result>,
  options: {
    /** Which errors are tried again; left out, those that are known to pass (shared/retryable-errors.ts). */
    isRetryable?: (error: unknown) => boolean;
    onRetry?: (error: unknown, attempt: number) => void;
    backoff?: Backoff;
    signal?: AbortSignal;
  },
): Promise<Result> {
  const { isRetryable = isKnownToPass, backoff } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation(attempt);
    } catch (error) {
      if (options.signal?.aborted || !isRetryable(error)) throw error;
      options.onRetry?.(error, attempt);
      try {
        await wait(backoffMs(attempt, backoff), undefined, { signal: options.signal });
      } catch {
        throw error;
      }
    }
  }
}
