import type { Pool } from './pool.ts';

/**
 * The numbers of all advisory locks that this product takes in PostgreSQL, so that no two uses share one. They begin where
 * other programs that use the same database hardly will; a number that is given away is not used again.
 */
export const ADVISORY_LOCKS = {
  /** Whoever migrates: roles belong to the whole cluster, and are made once. */
  migration: 7_412_005,
  /** With a tenant's id: whoever loads the people of that tenant. */
  people: 7_412_006,
  /** Whoever makes the mirror again: two at once would drop each other's tables. */
  rebuildMirror: 7_412_007,
  /** With a tenant's id: whoever deletes that tenant. */
  deleteTenant: 7_412_008,
  /** Whoever compares the mirror with PostgreSQL: one tenant at a time, of all aggregators. */
  reconcile: 7_412_018,
  /** With a tenant's id: whoever writes the tenant's records holds it shared, an undo's batch alone. */
  tenantRecords: 7_412_019,
  /** Whoever brings ClickHouse's history up to PostgreSQL's, of all aggregators; others wait for it with the lock. */
  mirrorHistory: 7_412_023,
  /** Whoever stores in PostgreSQL what versions before kept of the past. */
  earlierHistory: 7_412_024,
  /** Whoever settles which certifications are the latest, and whoever takes any of them away behind PostgreSQL's back. */
  certificationRecency: 7_412_031,
} as const;

/**
 * Runs `work` while nobody else holds the lock; does nothing when somebody does.
 *
 * @param work gets what throws once the lock is lost with its connection
 * @param key tells locks of the same number apart
 * @returns whether it ran
 */
export async function underAdvisoryLock(
  pool: Pool,
  lock: number,
  work: (ensureHeld: () => Promise<void>) => Promise<void>,
  key?: number,
): Promise<boolean> {
  const client = await pool.connect();
  try {
    const keys = key === undefined ? [lock] : [lock, key];
    const { rows } = await client.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_lock(${keys.map((_, index) => `$${index + 1}`).join(', ')}) AS locked`,
      keys,
    );
    if (rows[0]?.locked !== true) return false;
    await work(async () => {
      await client.query('SELECT');
    });
    return true;
  } finally {
    // The lock ends with its connection, whatever state that is in.
    client.release(true);
  }
}
