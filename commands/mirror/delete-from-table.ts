import { setTimeout as wait } from 'node:timers/promises';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';

const POLL_MS = 250;

/**
 * Deletes rows of a table of the mirror and returns once its parts are rewritten. That may take longer than a request
 * to ClickHouse may, so it is asked again and again.
 *
 * @param condition SQL
 * @throws LmsError `unexpected` with ClickHouse's reason when it cannot be done
 */
export async function deleteFromTable(
  clickhouse: ClickHouseClient,
  table: string,
  condition: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await clickhouse.command({
    query: `ALTER TABLE ${table} DELETE WHERE ${condition}`,
    query_params: parameters,
    clickhouse_settings: { mutations_sync: '0' },
  });
  while (true) {
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
      throw new LmsError('unexpected', `Rows of ${table} are not deleted: ${failed.failure}`);
    await wait(POLL_MS);
  }
}
