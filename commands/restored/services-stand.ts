import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '#shared/errors.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** The services that write; the portal may go on. */
const ROLES = ['lms_ingest', 'lms_producer', 'lms_writer', 'lms_aggregator'];

/** Each of them asks PostgreSQL something at least every two seconds, also one that has nothing to do. */
const WATCH_MS = 4_000;
const POLL_MS = 250;

/**
 * What a service knows from before it would write into the restored database.
 *
 * @throws LmsError `configuration` when one of them is connected
 */
export async function mustStand(client: Queryable): Promise<void> {
  const end = Date.now() + WATCH_MS;
  while (Date.now() < end) {
    const { rows } = await client.query<{ role: string }>(
      'SELECT DISTINCT usename AS role FROM pg_stat_activity WHERE usename = ANY($1)',
      [ROLES],
    );
    if (rows.length > 0) {
      const roles = rows.map(({ role }) => role).join(', ');
      throw new LmsError(
        'configuration',
        `Stop ingest, transcript-writer and aggregator first: ${roles} are connected.`,
      );
    }
    await wait(POLL_MS);
  }
}
