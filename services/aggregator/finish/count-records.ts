import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { ReadyImport } from './ready-imports.ts';

/**
 * Every record that a file wrote lies under the file's position, also where it was replaced since, as long as the two are
 * not merged.
 */
const COURSES = `SELECT tenant_id, position_us AS file, uniqExact(person_id, course_number) AS records
  FROM course_records
  WHERE tenant_id IN {tenants: Array(UInt32)} AND position_us IN {positions: Array(UInt64)} AND position_source = 0
  GROUP BY tenant_id, position_us`;

const CERTIFICATIONS = `SELECT tenant_id, import_id AS file, uniqExact(record_id) AS records
  FROM certification_records
  WHERE tenant_id IN {tenants: Array(UInt32)} AND import_id IN {imports: Array(UUID)}
  GROUP BY tenant_id, import_id`;

interface CountRow {
  readonly tenant_id: number;
  readonly file: string;
  /** ClickHouse writes 64-bit numbers as text. */
  readonly records: string;
}

/**
 * How many records of each file ClickHouse has, each counted once however often it was inserted; by import id, none
 * where there are none. Skip indexes keep it from reading other imports' records (schemas/clickhouse/0007).
 */
export async function countRecords(
  clickhouse: ClickHouseClient,
  files: readonly ReadyImport[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const courses = files.filter(({ type }) => type === 'courses');
  const certifications = files.filter(({ type }) => type === 'certifications');
  const [courseCounts, certificationCounts] = await Promise.all([
    count(clickhouse, COURSES, courses, { positions: courses.map(({ accepted_us }) => accepted_us) }, signal),
    count(
      clickhouse,
      CERTIFICATIONS,
      certifications,
      { imports: certifications.map(({ import_id }) => import_id) },
      signal,
    ),
  ]);
  const found = new Map<string, number>();
  for (const { tenant_id, import_id, accepted_us } of courses)
    found.set(import_id, courseCounts.get(`${tenant_id} ${accepted_us}`) ?? 0);
  for (const { tenant_id, import_id } of certifications)
    found.set(import_id, certificationCounts.get(`${tenant_id} ${import_id}`) ?? 0);
  return found;
}

/**
 * How many records an import of courses has written by what PostgreSQL keeps: those that are current, and those that
 * were replaced since. People who were deleted meanwhile, and their records, are not among them.
 */
export async function countStoredRecords(
  client: Queryable,
  { tenant_id: tenantId, import_id: importId }: Pick<ReadyImport, 'tenant_id' | 'import_id'>,
): Promise<number> {
  const { rows } = await client.query<{ records: number }>(
    `SELECT (SELECT count(*) FROM course_records WHERE tenant_id = $1 AND import_id = $2)
       + (SELECT count(DISTINCT (person_id, course_number)) FROM course_record_history
          WHERE tenant_id = $1 AND import_id = $2 AND outcome = 'replaced' AND replaced_by IS DISTINCT FROM import_id) AS records`,
    [tenantId, importId],
  );
  return rows[0]?.records ?? 0;
}

async function count(
  clickhouse: ClickHouseClient,
  query: string,
  files: readonly ReadyImport[],
  parameters: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  if (files.length === 0) return new Map();
  const tenants = [...new Set(files.map(({ tenant_id }) => tenant_id))];
  const answer = await clickhouse.query({
    query,
    query_params: { tenants, ...parameters },
    format: 'JSONEachRow',
    abort_signal: signal,
  });
  const rows = await answer.json<CountRow>();
  return new Map(rows.map(({ tenant_id, file, records }) => [`${tenant_id} ${file}`, Number(records)]));
}
