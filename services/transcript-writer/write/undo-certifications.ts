import { CERTIFICATION_COLUMNS } from '#shared/clickhouse/mirror-columns.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { LOOK_UP_ROWS } from './look-up-rows.ts';
import { NOTHING_TAKEN_BACK, selectTakenBack, type TakenBack } from './taken-back.ts';
import type { UndoneBatch } from './undone-row.ts';

const TAKE_BACK = `WITH found AS MATERIALIZED (
    SELECT asked.row_number, asked.tenant_id, stored.ctid AS stored_ctid
    FROM undo_records AS asked
      CROSS JOIN LATERAL (
        SELECT ctid, import_id FROM certification_records AS one
        WHERE one.tenant_id = $3 AND one.person_id = asked.person_id AND one.record_id = asked.record_id LIMIT 1
      ) AS stored
    WHERE asked.import_id = $1 AND asked.row_number = ANY($2::bigint[]) AND stored.import_id = $4
  ), removed AS (
    DELETE FROM certification_records AS stored USING found
    WHERE stored.tenant_id = found.tenant_id AND stored.ctid = found.stored_ctid
    RETURNING found.row_number, ${CERTIFICATION_COLUMNS.map((name) => `old.${name}`).join(', ')}
  ), taken AS (SELECT *, true AS is_removed FROM removed)
  ${selectTakenBack('certifications')}`;

/** Takes back certifications that an import has added. Those that are not among the answer are gone. */
export async function undoCertifications(client: Queryable, batch: UndoneBatch): Promise<TakenBack> {
  const { undo, undone, tenantId, rowNumbers } = batch;
  await client.query(`SELECT ${LOOK_UP_ROWS}`);
  const { rows } = await client.query<TakenBack>({
    text: TAKE_BACK,
    values: [undo, rowNumbers, tenantId, undone],
  });
  return rows[0] ?? NOTHING_TAKEN_BACK;
}
