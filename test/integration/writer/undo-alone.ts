import type { Pool } from '#shared/postgres/pool.ts';
import { listUndoRecords } from '../../../services/ingest/row-producer/list-undo-records.ts';
import { undoImport } from '../../../services/ingest/undo/undo-import.ts';
import { findTenant } from '../../../services/ingest/upload/tenant.ts';
import type { sql } from '../../support/product.ts';
import { finishAccounted } from './finish-accounted.ts';
import type { Produced } from './history.ts';
import type { TestTenant } from './test-tenant.ts';

interface UndoTools {
  readonly query: typeof sql;
  readonly ingest: Pool;
  readonly producer: Pool;
  readonly aggregator: Pool;
}

/** Accepts the undo of an import when nothing of its tenant is in progress, and lists what ingest then produces. */
export async function undoAlone(
  { query, ingest, producer, aggregator }: UndoTools,
  tenant: TestTenant,
  undoes: string,
  partitions: number,
): Promise<Produced> {
  await finishAccounted(query, aggregator, tenant);
  const caller = {
    tenant: await findTenant(ingest, tenant.slug),
    subject: 'test',
    roles: ['lms_admin'],
    language: 'en' as const,
  };
  const context = { pool: ingest, partitions: { count: async () => partitions } };
  const { import_id: importId, type } = await undoImport(context, caller, undoes);
  await query('UPDATE imports SET parse_settings = $2 WHERE import_id = $1', [
    importId,
    JSON.stringify({ partitions, rowsPerStripe: Number.MAX_SAFE_INTEGER }),
  ]);
  const leased = { importId, fencingToken: 0, tenantId: tenant.id, type };
  const total = await listUndoRecords(producer, leased, { undoes, record: null });
  return { importId, rows: Array.from({ length: total }) };
}
