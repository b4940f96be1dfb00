import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';
import type { UndoResults } from './find-results.ts';
import type { RowWithResult } from './row-results.ts';
import { type RowView, recordKey } from './row-view.ts';
import { readUndoRecords, type UndoRecord } from './undo-records.ts';
import { type Change, type CourseValues, changesBetween, valuesOf } from './written-records.ts';

/** Records of an undo as they are shown. */
export function viewUndoRows(
  pool: Pool,
  tenant: Tenant,
  found: UndoResults,
  rows: readonly RowWithResult[],
): Promise<RowView[]> {
  return asTenant(pool, tenant.slug, async (client) => {
    const records = await readUndoRecords(
      client,
      tenant.id,
      found.importId,
      rows.map(({ row }) => row),
    );
    const changes = await restoredChanges(client, tenant, found, [...records.values()]);
    return rows.flatMap(({ row, result }) => {
      const record = records.get(row);
      if (record === undefined) return [];
      return [
        {
          line: null,
          result,
          personId: String(record.personId),
          ...recordKey(found.type, record.record),
          changes: result === 'restored' ? (changes.get(row) ?? []) : [],
          errors: [],
          changedBy: result === 'stayed' ? record.changedBy : null,
        },
      ];
    });
  });
}

const READ_CHANGES = `SELECT asked.row_number, ${valuesOf('undone')} AS before, ${valuesOf('restored')} AS after
  FROM unnest($3::bigint[], $4::bigint[], $5::text[]) AS asked (row_number, person_id, course_number)
    JOIN course_record_history AS undone ON undone.tenant_id = $1 AND undone.person_id = asked.person_id
      AND undone.course_number = asked.course_number COLLATE "C" AND undone.outcome = 'undone' AND undone.replaced_by = $2
    JOIN course_record_history AS restored ON restored.tenant_id = $1 AND restored.person_id = asked.person_id
      AND restored.course_number = undone.course_number AND restored.version = undone.restored_version`;

async function restoredChanges(
  client: Queryable,
  tenant: Tenant,
  { importId, type }: UndoResults,
  records: readonly UndoRecord[],
): Promise<Map<number, Change[]>> {
  if (type !== 'courses' || records.length === 0) return new Map();
  const { rows } = await client.query<{ row_number: number; before: CourseValues; after: CourseValues }>(
    READ_CHANGES,
    [
      tenant.id,
      importId,
      records.map(({ row }) => row),
      records.map(({ personId }) => personId),
      records.map(({ record }) => record),
    ],
  );
  return new Map(rows.map(({ row_number, before, after }) => [row_number, changesBetween(before, after)]));
}
