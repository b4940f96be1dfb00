import type { Queryable } from '#shared/postgres/pool.ts';

/** A failed record of a feed, with the message's value as it was received. */
export interface FeedFailure {
  readonly source: number;
  readonly number: number;
  readonly errors: string;
  readonly record: Buffer | null;
}

/** Failures in a page: one query brings enough to be worth it. */
const PAGE = 2_000;

/** What a page holds of records, about: each may have a megabyte. */
const PAGE_BYTES = 4 * 1024 * 1024;

/**
 * Walks through the failed records of a feed, a page at a time: those with row numbers first, in the order of the
 * numbers, then the others, partition after partition, in the order in which they arrived there. Two partitions have
 * no common order, so this is the one that is always the same.
 */
export async function* feedFailures(
  client: Queryable,
  importId: string,
): AsyncGenerator<readonly FeedFailure[]> {
  let after = { source: -1, number: 0 };
  while (true) {
    const { rows } = await client.query<FeedFailure>(
      `SELECT source, number, errors, record FROM (
         SELECT *, sum(bytes) OVER (ORDER BY source, number) - bytes AS bytes_before
         FROM (
           SELECT source, number, errors, record, coalesce(octet_length(record), 0) AS bytes FROM import_failures
           WHERE import_id = $1 AND (source, number) > ($2, $3) ORDER BY source, number LIMIT $4
         ) AS next
       ) AS page
       WHERE bytes_before < $5
       ORDER BY source, number`,
      [importId, after.source, after.number, PAGE, PAGE_BYTES],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = { source: last.source, number: last.number };
  }
}
