import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { deleteFromTable } from '../mirror/delete-from-table.ts';

/** Cells of a record (schemas/clickhouse/0003): the import it came with, or U+001E for none. */
const IMPORT_ID = `splitByChar('\\x1f', record)[16]`;

const POSITION = 'tenant_id, person_id, position_us, position_source, position_number';

/**
 * Deletes from the history what the lost part of the database put there: records of imports and people that PostgreSQL
 * does not know, and such as are current again. The other tables must have been made again before.
 *
 * @returns how many records were deleted
 */
export async function cleanHistory(clickhouse: ClickHouseClient): Promise<number> {
  const before = await countHistory(clickhouse);
  await deleteFromTable(
    clickhouse,
    'course_history',
    `(${IMPORT_ID} != '\\x1e' AND ${IMPORT_ID} NOT IN (SELECT toString(import_id) FROM imports))
      OR (tenant_id, person_id) NOT IN (SELECT tenant_id, person_id FROM people)
      OR (${POSITION}) IN (
        SELECT ${POSITION} FROM course_records FINAL WHERE (${POSITION}) IN (SELECT ${POSITION} FROM course_history))`,
  );
  return before - (await countHistory(clickhouse));
}

async function countHistory(clickhouse: ClickHouseClient): Promise<number> {
  const answer = await clickhouse.query({
    query: 'SELECT toString(count()) AS records FROM course_history',
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ records: string }>();
  return Number(row?.records ?? 0);
}
