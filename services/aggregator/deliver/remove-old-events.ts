import type { Queryable } from '#shared/postgres/pool.ts';

/** For how long notices and deliveries are shown, and what a paused webhook missed can be sent. */
const KEPT_DAYS = 30;

/** Events in one statement, whose deliveries go with them. */
const PAGE = 5_000;

/** Removes events that are old, with their deliveries. Several processes may do it at once. */
export async function removeOldEvents(client: Queryable, signal: AbortSignal): Promise<void> {
  for (let page = PAGE; page === PAGE && !signal.aborted; ) {
    const { rowCount } = await client.query(
      `DELETE FROM events WHERE event_id IN (
         SELECT event_id FROM events WHERE created_at < now() - make_interval(days => $1) LIMIT $2)`,
      [KEPT_DAYS, PAGE],
    );
    page = rowCount ?? 0;
  }
}
