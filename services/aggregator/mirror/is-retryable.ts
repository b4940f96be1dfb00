import { isRetryableClickHouseError } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';
import { isPostgresServerError, isRetryablePostgresError } from '#shared/postgres/errors.ts';

/**
 * Whether what threw `error` may be tried again, for work that talks to several servers. What is neither ours nor an
 * answer of a server is about a connection.
 */
export function isRetryable(error: unknown): boolean {
  if (error instanceof LmsError) return error.retryable;
  if (isPostgresServerError(error)) return isRetryablePostgresError(error);
  return isRetryableClickHouseError(error);
}
