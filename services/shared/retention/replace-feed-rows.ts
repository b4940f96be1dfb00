import type { Queryable } from '../postgres/pool.ts';

/** Feeds in one statement; each may have hundreds of thousands of rows, whose locks last as long as the statement. */
const PAGE = 20;

/**
 * Replaces what `feed_rows` keeps of finished bounded feeds by one number for each feed, where its records were
 * numbered 1 to its total and every number came: that number then says whether a record that is sent again is a repeat.
 * Producers that number otherwise keep a row for each record until the feed's files are removed. Several processes may
 * do it at once.
 *
 * @returns the feeds whose rows were replaced
 */
export async function replaceFeedRows(client: Queryable, signal: AbortSignal): Promise<number> {
  let replaced = 0;
  for (let page = PAGE; page === PAGE && !signal.aborted; ) {
    const { rows } = await client.query<{ feeds: number; replaced: number }>(
      `WITH finished AS (
         SELECT import_id, total FROM imports
         WHERE completed_at IS NOT NULL AND source = 'feed' AND feed_day IS NULL AND numbers_known_to IS NULL
         ORDER BY completed_at LIMIT $1
         FOR UPDATE SKIP LOCKED
       ), numbered AS (
         SELECT import_id, CASE WHEN rows.lowest = 1 AND rows.highest = rows.records AND rows.records = total
           THEN total ELSE 0 END AS known_to
         FROM finished, LATERAL (
           SELECT count(*) AS records, min(row_number) AS lowest, max(row_number) AS highest
           FROM feed_rows WHERE feed_rows.import_id = finished.import_id
         ) AS rows
       ), marked AS (
         UPDATE imports SET numbers_known_to = known_to FROM numbered WHERE imports.import_id = numbered.import_id
       ), removed AS (
         DELETE FROM feed_rows USING numbered WHERE feed_rows.import_id = numbered.import_id AND known_to > 0
       )
       SELECT count(*) AS feeds, count(*) FILTER (WHERE known_to > 0) AS replaced FROM numbered`,
      [PAGE],
    );
    page = rows[0]?.feeds ?? 0;
    replaced += rows[0]?.replaced ?? 0;
  }
  return replaced;
}
