import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { APPLIED_IMPORT } from '#shared/imports/import-view.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import type { Metrics } from '../metrics.ts';
import { importInsert, MIRRORED_IMPORT_COLUMNS, type MirroredImport } from './import-rows.ts';

export interface MirrorContext {
  readonly pool: Pool;
  readonly clickhouse: ClickHouseClient;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Imports in one insert: bounds memory; a mirror that is further behind takes more passes. */
const PAGE = 1_000;

/**
 * Writes imports that changed since they were last mirrored; those that are not applied have no place there. Several
 * processes may do it at once: the highest revision stays.
 */
export async function mirrorImports(context: MirrorContext, signal: AbortSignal): Promise<void> {
  const { pool, clickhouse, metrics } = context;
  let full = true;
  while (full && !signal.aborted) {
    const { rows } = await pool.query<MirroredImport>(
      `SELECT ${MIRRORED_IMPORT_COLUMNS} FROM imports
       WHERE revision <> mirrored_revision AND ${APPLIED_IMPORT}
       ORDER BY import_id LIMIT $1`,
      [PAGE],
    );
    if (rows.length === 0) return;
    await insertIntoMirror(clickhouse, importInsert(rows), signal);
    await markMirrored(pool, rows);
    metrics.mirroredRows.inc({ table: 'imports' }, rows.length);
    full = rows.length === PAGE;
  }
}

/** Locks in the order of ids, as everyone who changes several imports does. */
async function markMirrored(pool: Pool, imports: readonly MirroredImport[]): Promise<void> {
  await pool.query(
    `WITH written AS (
       SELECT * FROM unnest($1::uuid[], $2::bigint[]) AS written (import_id, revision)
     ), locked AS (
       SELECT import_id FROM imports WHERE import_id = ANY($1::uuid[]) ORDER BY import_id FOR NO KEY UPDATE
     )
     UPDATE imports SET mirrored_revision = written.revision
     FROM written JOIN locked USING (import_id)
     WHERE imports.import_id = written.import_id AND imports.mirrored_revision < written.revision`,
    [imports.map((row) => row.import_id), imports.map((row) => row.revision)],
  );
}
