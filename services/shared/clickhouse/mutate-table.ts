import { setTimeout as wait } from 'node:timers/promises';
import { LmsError } from '../errors.ts';
import type { ClickHouseClient } from './client.ts';

/** How soon it is asked whether the parts are rewritten, each time later: most are within milliseconds. */
const FIRST_POLL_MS = 10;
const LAST_POLL_MS = 250;

/**
 * Changes or deletes rows of a table of the mirror by an ALTER TABLE, once what was asked for before is done, and returns when its
 * parts are rewritten. That may take longer than a request to ClickHouse may, so it is asked again and again.
 *
 * @param signal ends the waiting; ClickHouse goes on with the statement
 * @throws LmsError `unexpected` with ClickHouse's reason when it, or what was asked for before, cannot be done
 */
export async function mutateTable(
  clickhouse: ClickHouseClient,
  {
    table,
    statement,
    parameters = {},
  }: {
    readonly table: string;
    readonly statement: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  },
  signal?: AbortSignal,
): Promise<void> {
  // What is asked for again and again must not pile up behind a statement that cannot be done.
  await untilRewritten(clickhouse, table, signal);
  await clickhouse.command({
    query: statement,
    query_params: parameters,
    clickhouse_settings: { mutations_sync: '0' },
  });
  await untilRewritten(clickhouse, table, signal);
}

async function untilRewritten(
  clickhouse: ClickHouseClient,
  table: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let pauseMs = FIRST_POLL_MS; ; pauseMs = Math.min(2 * pauseMs, LAST_POLL_MS)) {
    const answer = await clickhouse.query({
      query: `SELECT latest_fail_reason AS failure FROM system.mutations
        WHERE database = currentDatabase() AND table = {table: String} AND NOT is_done`,
      query_params: { table },
      format: 'JSONEachRow',
    });
    const running = await answer.json<{ failure: string }>();
    if (running.length === 0) return;
    const failed = running.find(({ failure }) => failure !== '');
    if (failed !== undefined)
      throw new LmsError('unexpected', `Rows of ${table} cannot be rewritten: ${failed.failure}`);
    await wait(pauseMs, undefined, signal === undefined ? {} : { signal });
  }
}
