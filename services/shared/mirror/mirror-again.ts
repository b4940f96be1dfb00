import { ADVISORY_LOCKS } from '../postgres/advisory-locks.ts';
import type { Pool, Queryable } from '../postgres/pool.ts';
import { inTransaction } from '../postgres/transaction.ts';

/** Makes aggregator write all people and imports once more, which takes seconds and changes nothing that is right. */
export async function mirrorPeopleAndImportsAgain(client: Queryable): Promise<void> {
  await client.query('UPDATE tenants SET people_mirrored_version = 0 WHERE people_mirrored_version > 0');
  await client.query('UPDATE imports SET mirrored_revision = 0 WHERE mirrored_revision > 0');
}

/**
 * To be called when ClickHouse turns out to be empty: aggregator writes people, imports and the history once more, and
 * compares every tenant now, so that an alert says which records are missing (npm run mirror:rebuild).
 *
 * @returns whether there are records that it misses
 */
export async function mirrorAllAgain(pool: Pool): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    // Whoever is copying the history would move its version on.
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.mirrorHistory]);
    await client.query('UPDATE history_mirror SET version = 0');
    await mirrorPeopleAndImportsAgain(client);
    await client.query('DELETE FROM mirror_checks');
    const { rows } = await client.query<{ misses: boolean }>(
      'SELECT EXISTS (SELECT FROM course_records) OR EXISTS (SELECT FROM certification_records) AS misses',
    );
    return rows[0]?.misses === true;
  });
}
