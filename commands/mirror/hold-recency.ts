import { ADVISORY_LOCKS } from '#shared/postgres/advisory-locks.ts';
import type { Pool } from '#shared/postgres/pool.ts';

/**
 * Runs `work` while no aggregator settles which certifications are the latest: it would note what it found before records were taken
 * away. Waits for one that is at it, some seconds.
 */
export async function holdingRecency<Result>(pool: Pool, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.certificationRecency]);
    return await work();
  } finally {
    // The lock ends with its connection, whatever state that is in.
    client.release(true);
  }
}
