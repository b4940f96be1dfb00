import { CERTIFICATION_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { TakenBack, UndoneBatch } from './undone-row.ts';

const SAME_RECORD = `stored.tenant_id = $3 AND stored.person_id = asked.person_id AND stored.record_id = asked.record_id
    AND stored.import_id = $4 AND asked.import_id = $1 AND asked.row_number = ANY($2::bigint[])`;

const TAKE_BACK = `WITH removed AS (
    DELETE FROM certification_records AS stored USING undo_records AS asked WHERE ${SAME_RECORD}
    RETURNING asked.row_number, ${CERTIFICATION_COLUMNS.map((name) => `old.${name}`).join(', ')}
  )
  SELECT row_number, 1 AS is_deleted, ${CERTIFICATION_COLUMNS.map((name) =>
    name === 'version' ? "nextval('record_version')::text" : `${name}::text`,
  ).join(', ')} FROM removed`;

/** Takes back certifications that an import has added. Those that are not among the answer are gone. */
export async function undoCertifications(client: Queryable, batch: UndoneBatch): Promise<TakenBack[]> {
  const { undo, undone, tenantId, rowNumbers } = batch;
  const values = [undo, rowNumbers, tenantId, undone];
  const { rows } = await client.query<TakenBack>({ rowMode: 'array', text: TAKE_BACK, values });
  return rows;
}
