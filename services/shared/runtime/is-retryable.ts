import { LmsError } from '../errors.ts';
import { isRetryablePostgresError } from '../postgres/errors.ts';

/** Whether what threw `error` may be tried again as it is, for work that talks to Kafka and PostgreSQL. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof LmsError) return error.retryable;
  return isRetryablePostgresError(error);
}
