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

/** With the one of before 0010_history_by_columns.sql, as long as it is carried to PostgreSQL. */
async function tablesOfPeople(clickhouse: ClickHouseClient): Promise<string[]> {
  const answer = await clickhouse.query({
    query: `SELECT name FROM system.tables WHERE database = currentDatabase()
      AND name IN ('course_records', 'course_history', 'course_history_before_0010', 'certification_records', 'people')`,
    format: 'JSONEachRow',
  });
  return (await answer.json<{ name: string }>()).map(({ name }) => name);
}
