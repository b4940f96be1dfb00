import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { type Cell, compressRows } from '#shared/clickhouse/tab-separated.ts';
import {
  CERTIFICATION_RECORDS,
  COURSE_RECORDS,
  columnsOf,
  type MirrorTable,
} from '#shared/mirror/mirror-tables.ts';
import { readPages } from '#shared/mirror/read-pages.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { ReadyImport } from './ready-imports.ts';

/** How the records of a file's import are found in ClickHouse. */
const PRESENT = {
  courses: `SELECT person_id, course_number AS record, version FROM course_records
    WHERE tenant_id = {tenant: UInt32} AND position_us = {position: UInt64} AND position_source = 0
      AND person_id BETWEEN {first: UInt64} AND {last: UInt64}`,
  certifications: `SELECT person_id, record_id AS record, version FROM certification_records
    WHERE tenant_id = {tenant: UInt32} AND import_id = {importId: UUID}
      AND person_id BETWEEN {first: UInt64} AND {last: UInt64}`,
} as const;

/**
 * Inserts into ClickHouse those current records of an import that PostgreSQL has and ClickHouse lacks, page by page.
 * What the import wrote and another one has replaced since is not looked for: PostgreSQL knows it no more.
 *
 * @returns how many were missing
 */
export async function refillImport(
  pool: Queryable,
  clickhouse: ClickHouseClient,
  one: ReadyImport,
  signal: AbortSignal,
): Promise<number> {
  const table = one.type === 'courses' ? COURSE_RECORDS : CERTIFICATION_RECORDS;
  const columns = columnsOf(table);
  let inserted = 0;
  for await (const page of readPages(pool, table, { tenant_id: one.tenant_id, import_id: one.import_id })) {
    signal.throwIfAborted();
    const present = await presentRecords(clickhouse, one, page, signal);
    const missing = page.filter((row) => !present.has(identify(table, row)));
    if (missing.length === 0) continue;
    await insertIntoMirror(
      clickhouse,
      { table: table.name, columns, lines: [compressRows(columns, missing)] },
      signal,
    );
    inserted += missing.length;
  }
  return inserted;
}

async function presentRecords(
  clickhouse: ClickHouseClient,
  one: ReadyImport,
  page: readonly Record<string, Cell>[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const answer = await clickhouse.query({
    query: PRESENT[one.type],
    query_params: {
      tenant: one.tenant_id,
      position: one.accepted_us,
      importId: one.import_id,
      first: page[0]?.['person_id'],
      last: page.at(-1)?.['person_id'],
    },
    format: 'JSONCompactEachRow',
    abort_signal: signal,
  });
  const rows = await answer.json<[string, string, string]>();
  return new Set(rows.map((row) => row.join(' ')));
}

function identify(table: MirrorTable, row: Readonly<Record<string, Cell>>): string {
  const record = table === COURSE_RECORDS ? row['course_number'] : row['record_id'];
  return `${row['person_id']} ${record} ${row['version']}`;
}
