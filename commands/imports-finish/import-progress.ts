import { LmsError } from '#shared/errors.ts';
import { type ImportStatus, STATUS_TEXTS, VISIBLE_IMPORT } from '#shared/imports/import-view.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Where an import stands, and what is known of its rows. */
export interface ImportProgress {
  readonly importId: string;
  readonly tenant: string;
  readonly type: string;
  readonly source: 'file' | 'feed' | 'undo';
  readonly status: ImportStatus;
  readonly cancelled: boolean;
  readonly idleSeconds: number;
  readonly original: 'stored' | 'missing' | 'none';
  readonly total: number | null;
  readonly offered: number;
  readonly produced: boolean;
  /** By transcript-writer. */
  readonly accounted: number;
  readonly successes: number;
  readonly failures: number;
  readonly failuresStored: number;
  readonly outboxEntries: number;
}

const PROGRESS = `SELECT slug AS tenant, type, source, status, cancel_requested_at IS NOT NULL AS cancelled,
    extract(epoch FROM now() - greatest(last_updated, cancel_requested_at))::bigint AS idle_seconds,
    original_key, total, coalesce(offered_rows, 0) AS offered, coalesce(finished, true) AS produced,
    done.accounted, done.successes, done.failures,
    failures_stored(i.import_id),
    (SELECT count(*) FROM outbox o JOIN import_progress p USING (partition)
     WHERE p.import_id = i.import_id
       AND o.topic = CASE source WHEN 'feed' THEN 'training-feed.' || slug ELSE 'training-records' END) AS outbox_entries
  FROM imports i JOIN tenants USING (tenant_id) LEFT JOIN import_leases USING (tenant_id, import_id)
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(p.successes + p.failures + p.skipped + p.stayed), 0)::bigint AS accounted,
        coalesce(sum(p.successes), 0)::bigint AS successes, coalesce(sum(p.failures), 0)::bigint AS failures
      FROM import_progress p WHERE p.import_id = i.import_id
    ) AS done
  WHERE import_id = $1 AND ${VISIBLE_IMPORT}`;

interface ImportProgressRow {
  readonly tenant: string;
  readonly type: string;
  readonly source: 'file' | 'feed' | 'undo';
  readonly status: ImportStatus;
  readonly cancelled: boolean;
  readonly idle_seconds: number;
  readonly original_key: string | null;
  readonly total: number | null;
  readonly offered: number;
  readonly produced: boolean;
  readonly accounted: number;
  readonly successes: number;
  readonly failures: number;
  readonly failures_stored: number;
  readonly outbox_entries: number;
}

/** @throws LmsError `configuration` when there is no such import */
export async function readImportProgress(
  client: Queryable,
  store: ObjectStore,
  importId: string,
): Promise<ImportProgress> {
  const { rows } = await client.query<ImportProgressRow>(PROGRESS, [importId]);
  const [row] = rows;
  if (row === undefined) throw new LmsError('configuration', `There is no import ${importId}`);
  const { original_key: key } = row;
  return {
    importId,
    tenant: row.tenant,
    type: row.type,
    source: row.source,
    status: row.status,
    cancelled: row.cancelled,
    idleSeconds: row.idle_seconds,
    original: row.source === 'file' ? await originalState(store, key) : 'none',
    total: row.total,
    offered: row.offered,
    produced: row.produced,
    accounted: row.accounted,
    successes: row.successes,
    failures: row.failures,
    failuresStored: row.failures_stored,
    outboxEntries: row.outbox_entries,
  };
}

async function originalState(store: ObjectStore, key: string | null): Promise<'stored' | 'missing'> {
  if (key === null) return 'missing';
  for await (const object of store.list(key)) if (object.key === key) return 'stored';
  return 'missing';
}

/** What is known and what is not, line by line. */
export function describeImportProgress(progress: ImportProgress): string {
  const { source, total, offered, accounted, failures, failuresStored } = progress;
  const unknown =
    (source === 'feed' ? 0 : Math.max(0, offered - accounted)) + Math.max(0, failures - failuresStored);
  const lines: [string, string | number][] = [
    ['Import', `${progress.importId}, ${progress.type} of ${progress.tenant} (${source})`],
    ['Status', `${STATUS_TEXTS[progress.status]}${progress.cancelled ? ', cancel requested' : ''}`],
    ['Last moved', `${progress.idleSeconds} s ago`],
    ...(source === 'file' ? [['Original', progress.original] as [string, string]] : []),
    ['Rows', total ?? 'not known'],
    ...(source === 'feed'
      ? []
      : [['Sent to Kafka', `${offered}${progress.produced ? '' : ', more to come'}`] as [string, string]]),
    ['Accounted for', `${accounted}: ${progress.successes} succeeded, ${failures} failed`],
    ['Failures stored', failuresStored],
    ['Outbox entries', `${progress.outboxEntries} on its partitions`],
    ['Unknown', unknown],
  ];
  return lines.map(([name, value]) => `${name.padEnd(16)} ${value}`).join('\n');
}
