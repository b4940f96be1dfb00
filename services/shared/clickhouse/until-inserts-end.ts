import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '../errors.ts';
import type { ClickHouseClient } from './client.ts';

/** Twice what a service's insert has for its request. */
const WITHIN_MS = 120_000;
const POLL_MS = 250;

/**
 * Waits until the inserts into a table have ended that run now. What begins later is not waited for.
 *
 * @throws LmsError `unavailable` when one does not end
 */
export async function untilInsertsEnd(clickhouse: ClickHouseClient, table: string): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  let left = await runningInserts(clickhouse, table);
  while (left.size > 0) {
    if (Date.now() > deadline)
      throw new LmsError('unavailable', `An insert into ${table} does not end`, { retryable: true });
    await wait(POLL_MS);
    left = left.intersection(await runningInserts(clickhouse, table));
  }
}

async function runningInserts(clickhouse: ClickHouseClient, table: string): Promise<Set<string>> {
  const answer = await clickhouse.query({
    query: `SELECT query_id FROM system.processes WHERE query_kind = 'Insert' AND current_database = currentDatabase()
      AND position(query, {table: String}) > 0`,
    query_params: { table },
    format: 'JSONEachRow',
  });
  return new Set((await answer.json<{ query_id: string }>()).map(({ query_id }) => query_id));
}
