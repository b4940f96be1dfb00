import { countLetter } from '#shared/imports/row-results.ts';
import type { Client } from '#shared/postgres/pool.ts';
import type { ReadyImport } from './ready-imports.ts';

// Where rows are unknown, since somebody had it end as it was, nobody can say what became of them.
const COUNTED = `UPDATE imports AS undo SET
    stayed = final.stayed,
    results = CASE WHEN restored + removed = undo.successes
      THEN jsonb_build_object('restored', restored, 'removed', removed, 'stayed', final.stayed) END
  FROM unnest($1::uuid[], $2::bigint[]) AS ended (import_id, stayed)
    JOIN imports AS listed USING (import_id)
    CROSS JOIN LATERAL (SELECT coalesce(listed.stayed, 0) + ended.stayed AS stayed) AS final
    CROSS JOIN LATERAL (
      SELECT ${countLetter("'r'")} AS restored, ${countLetter("'d'")} AS removed
      FROM import_row_results AS page WHERE page.import_id = ended.import_id
    ) AS pages
  WHERE undo.import_id = ended.import_id`;

// What a cancelled undo has not taken back stays of its import, which can be undone again.
const GIVEN_BACK = `WITH given_back AS (
    UPDATE imports AS undone SET undone_by = NULL, revision = undone.revision + 1
    FROM imports AS undo
    WHERE undo.import_id = ANY ($1::uuid[]) AND undo.status = 'cancelled'
      AND undone.import_id = undo.undoes AND undone.undone_by = undo.import_id
  )
  SELECT pg_notify('import_changed', tenant_id || ':' || undoes) FROM imports WHERE import_id = ANY ($1::uuid[])`;

/**
 * Says of undos that have their final status what they came to, and of the imports that they undo whether they are
 * undone. In the transaction that gave them the status, which has locked both.
 */
export async function settleUndos(
  client: Client,
  finished: readonly Pick<ReadyImport, 'import_id' | 'source' | 'stayed'>[],
): Promise<void> {
  const undos = finished.filter(({ source }) => source === 'undo');
  if (undos.length === 0) return;
  const ids = undos.map(({ import_id }) => import_id);
  await client.query(COUNTED, [ids, undos.map(({ stayed }) => stayed)]);
  await client.query(GIVEN_BACK, [ids]);
}
