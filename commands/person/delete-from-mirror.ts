import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import type { Person } from './person.ts';

/**
 * Deletes the person from every table of the mirror, the history included.
 *
 * @param version the tenant's people version after the person was deleted
 */
export async function deleteFromMirror(
  clickhouse: ClickHouseClient,
  { tenantId, personId }: Pick<Person, 'tenantId' | 'personId'>,
  version: number,
): Promise<void> {
  // Should aggregator be writing people as they were before, this row, which says nothing of them, is younger.
  await clickhouse.insert({
    table: 'people',
    columns: [
      'tenant_id',
      'person_id',
      'username',
      'first_name',
      'last_name',
      'role',
      'version',
      'is_deleted',
    ],
    values: [[tenantId, personId, '', '', '', '', version, 1]],
    format: 'JSONCompactEachRow',
  });
  for (const table of await tablesOfPeople(clickhouse)) {
    const others = table === 'people' ? 'AND is_deleted = 0' : '';
    await clickhouse.command({
      query: `ALTER TABLE ${table} DELETE
        WHERE tenant_id = {tenantId: UInt32} AND person_id = {personId: UInt64} ${others}`,
      query_params: { tenantId, personId },
      // Returns once the parts are rewritten, on every replica.
      clickhouse_settings: { mutations_sync: '2' },
    });
  }
}

/** Also tables that are there for some time only: an old one that is carried over, one that is filled beside another. */
async function tablesOfPeople(clickhouse: ClickHouseClient): Promise<string[]> {
  const answer = await clickhouse.query({
    query: `SELECT DISTINCT table FROM system.columns JOIN system.tables AS t ON t.database = columns.database AND t.name = table
      WHERE database = currentDatabase() AND name = 'person_id' AND table <> 'deleted_people' AND t.engine LIKE '%MergeTree'
      ORDER BY table`,
    format: 'JSONEachRow',
  });
  return (await answer.json<{ table: string }>()).map(({ table }) => table);
}
