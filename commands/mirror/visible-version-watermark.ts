import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/**
 * PostgreSQL ends a service's transaction after 60 s at the latest (schemas/postgres/0010_stalls.sql); whatever is open
 * for longer belongs to somebody else, who should be asked. With less, a single stalled service would fail the command.
 */
const WAIT_MS = 75_000;
const POLL_MS = 100;

/**
 * A value of the sequence `record_version` such that every record with that version or a lower one is visible from
 * now on, or never will be: versions are taken before their transactions commit, so those that were open must end.
 *
 * @throws LmsError `unavailable` when a transaction does not end
 */
export async function visibleVersionWatermark(client: Queryable): Promise<number> {
  const version = await latestVersion(client);
  // Taken after the version: whoever took that version, or a lower one, had a number below this before. (The end of a
  // snapshot would not do: it lies below the numbers of transactions that are still open.)
  const { rows } = await client.query<{ next: string }>(
    'SELECT (pg_current_xact_id()::text::numeric + 1)::text AS next',
  );
  await untilTransactionsEnd(client, rows[0]?.next ?? '0');
  return version;
}

/** The latest version that any record may have by now. */
export async function latestVersion(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    'SELECT last_value AS version FROM record_version',
  );
  return Number(rows[0]?.version ?? 0);
}

/**
 * Waits until every transaction of this database with a number below `nextTransaction` has ended.
 *
 * @throws LmsError `unavailable` when one does not
 */
export async function untilTransactionsEnd(client: Queryable, nextTransaction: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    const { rows } = await client.query<{ ended: boolean }>(
      // Those of this database: a snapshot would also wait for whatever else the server does.
      `SELECT NOT EXISTS (
         SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND backend_xid IS NOT NULL AND age(backend_xid) > age($1::xid8::xid)
       ) AS ended`,
      [nextTransaction],
    );
    if (rows[0]?.ended === true) return;
    await wait(POLL_MS);
  }
  throw new LmsError(
    'unavailable',
    `A transaction has been open for ${WAIT_MS / 1_000} s (pg_stat_activity)`,
  );
}
