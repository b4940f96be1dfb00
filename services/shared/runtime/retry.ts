import { setTimeout as wait } from 'node:timers/promises';

export interface Backoff {
  /** Milliseconds before the second attempt; doubles up to `maxMs`. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Short enough that a server's restart is hardly noticed, long enough not to press one that is starting. */
export const SERVER_BACKOFF: Backoff = { firstMs: 100, maxMs: 2_000 };

/**
 * Calls `operation` until it succeeds, waiting longer each time, as long as `isRetryable` says so.
 * A server's absence pauses; it does not drop.
 *
 * @param operation gets the number of the attempt, from 1 on
 * @throws the last error when it is not retryable or when `signal` aborts
 */
export async function retry<Result>(
  operation: (attempt: number) => Promise<Result>,
  options: {
    isRetryable: (error: unknown) => boolean;
    onRetry?: (error: unknown, attempt: number) => void;
    backoff?: Backoff;
    signal?: AbortSignal;
  },
): Promise<Result> {
  const { firstMs, maxMs } = options.backoff ?? SERVER_BACKOFF;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await operation(attempt);
    } catch (error) {
      if (options.signal?.aborted || !options.isRetryable(error)) throw error;
      options.onRetry?.(error, attempt);
      try {
        await wait(Math.min(firstMs * 2 ** Math.min(attempt - 1, 20), maxMs), undefined, {
          signal: options.signal,
        });
      } catch {
        throw error;
      }
    }
  }
}
