import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { mutateTable } from '#shared/clickhouse/mutate-table.ts';

/**
 * Deletes rows of a table of the mirror and returns once its parts are rewritten.
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
  await mutateTable(clickhouse, {
    table,
    statement: `ALTER TABLE ${table} DELETE WHERE ${condition}`,
    parameters,
  });
}
