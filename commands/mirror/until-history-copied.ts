import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import type { Pool } from '#shared/postgres/pool.ts';

/**
 * Waits until nobody is copying lines of the history to ClickHouse that were read before this was called. Without it, lines
 * that PostgreSQL has no more could arrive after they were deleted from ClickHouse.
 */
export async function untilHistoryCopied(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.mirrorHistory]);
  } finally {
    // The lock ends with its connection.
    client.release(true);
  }
}
