import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import type { Lease } from '#shared/imports/lease.ts';
import type { ParseSettings } from '#shared/imports/parse-settings.ts';
import type { RecordKey } from '#shared/imports/record-key.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Language } from '#shared/texts/languages.ts';

/**
 * A leased import, with all that producing its rows depends on. The lease (table `import_leases`) goes through
 *
 *     open ──acquire──▶ leased ──finish──▶ finished
 *      ▲                  │
 *      └──released or expired
 *
 * Whatever a holder writes carries its fencing token: the holder of a lower one is fenced. The token travels with every
 * row, so that transcript-writer ignores what an earlier holder still sends.
 */
export interface LeasedImport extends Lease {
  readonly tenantId: number;
  readonly type: RecordType;
  /** Null when the original was removed. */
  readonly originalKey: string | null;
  readonly parseSettings: ParseSettings;
  readonly language: Language;
  /** Of an undo: what it takes back. */
  readonly undo: LeasedUndo | undefined;
  /** Null of an undo whose records are not listed yet. */
  readonly total: number | null;
  /** Rows up to this one are on the topic. */
  readonly acknowledgedRows: number;
  /** Rows up to this one may be on the topic, sent under an earlier lease; they must be sent, whatever happens. */
  readonly offeredRows: number;
}

export interface LeasedUndo {
  /** The import whose records it takes back. */
  readonly undoes: string;
  /** The one record that it takes back; null for all. */
  readonly record: RecordKey | null;
}

/**
 * How long a crashed process's imports stand still. With a shorter time, a pause of the event loop or of PostgreSQL
 * would pass for a crash; imports are then produced from their checkpoint again, which costs time and changes nothing.
 */
export const LEASE_SECONDS = 10;

/**
 * Rows in flight that every running import may have: with a limit of 50,000, a hundred imports run side by side. Fewer
 * would make transactions of a few rows; with more, fewer imports would run, and a small one wait for a large one to
 * end.
 */
export const MIN_IN_FLIGHT = 500;

/**
 * Leases open imports, fairly by tenant, but not yet those that have to wait for earlier ones: first those of the
 * tenant that has the fewest running, then the oldest. No more imports run, on all ingests together, than can have
 * {@link MIN_IN_FLIGHT} rows in flight each; the others queue.
 *
 * @param options.running imports that run in this process; if a lease of one expires, it is not leased again here
 * @param options.inFlightRows rows of all imports that may be in flight
 */
export async function acquireLeases(
  client: Queryable,
  options: { leasedBy: string; running: readonly string[]; inFlightRows: number },
): Promise<LeasedImport[]> {
  const { rows } = await client.query<LeasedImportRow>(ACQUIRE, [
    options.leasedBy,
    options.running,
    options.inFlightRows,
    LEASE_SECONDS,
    MIN_IN_FLIGHT,
  ]);
  return rows.map((row) => ({
    importId: row.import_id,
    fencingToken: row.fencing_token,
    tenantId: row.tenant_id,
    type: row.type,
    originalKey: row.original_key,
    parseSettings: row.parse_settings,
    language: row.language,
    undo: row.undoes === null ? undefined : { undoes: row.undoes, record: row.undo_of_record },
    total: row.total,
    acknowledgedRows: row.acknowledged_rows,
    offeredRows: row.offered_rows,
  }));
}

interface LeasedImportRow {
  readonly import_id: string;
  readonly tenant_id: number;
  readonly fencing_token: number;
  readonly acknowledged_rows: number;
  readonly offered_rows: number;
  readonly type: RecordType;
  readonly original_key: string | null;
  readonly parse_settings: ParseSettings;
  readonly language: Language;
  readonly undoes: string | null;
  readonly undo_of_record: RecordKey | null;
  readonly total: number | null;
}

/**
 * Rows in flight of imports whose rows are all produced: a part of the limit that cannot be shared out. Without it, a
 * thousand small imports would each be within their fair share and all together far beyond the limit.
 */
export const FINISHED_ROWS_IN_FLIGHT = `(
  SELECT coalesce(sum(f.offered_rows - (
    SELECT coalesce(sum(d.successes + d.failures + d.skipped + d.stayed), 0) FROM import_progress d WHERE d.import_id = f.import_id)), 0)
  FROM import_leases f JOIN imports o ON o.import_id = f.import_id
  WHERE f.finished AND o.status = 'in_progress')::bigint`;

// What rows of an import come to that keeps something of stored records depends on what those before it have stored.
// An undo waits for such imports, and for earlier undos: it passes over what they undo, which counts again when they are
// cancelled. Of any other import the same records come whichever of the two is first. Feeds are not waited for: theirs come
// for ever.
const EARLIER_RUNS = `EXISTS (
      SELECT FROM imports earlier
      WHERE earlier.tenant_id = i.tenant_id AND earlier.type = i.type AND earlier.source IN ('file', 'undo')
        AND (i.in_order OR earlier.in_order OR (i.source = 'undo' AND earlier.source = 'undo'))
        AND earlier.check_of IS NULL AND earlier.status = 'in_progress' AND earlier.accepted_us < i.accepted_us)`;

const ACQUIRE = `
  WITH running AS (
    SELECT tenant_id, count(*) AS imports FROM import_leases
    WHERE NOT finished AND lease_until > now() GROUP BY tenant_id
  ), queued AS (
    SELECT p.import_id, i.accepted_us, coalesce(r.imports, 0)
        + row_number() OVER (PARTITION BY p.tenant_id ORDER BY i.accepted_us) AS rank
    FROM import_leases p JOIN imports i USING (import_id) LEFT JOIN running r ON r.tenant_id = p.tenant_id
    WHERE NOT p.finished AND p.lease_until <= now() AND p.import_id <> ALL ($2::uuid[])
      AND NOT ((i.in_order OR i.source = 'undo') AND i.cancel_requested_at IS NULL AND ${EARLIER_RUNS})
  ), chosen AS (
    SELECT p.import_id FROM import_leases p JOIN queued q USING (import_id)
    WHERE NOT p.finished AND p.lease_until <= now()
    ORDER BY q.rank, q.accepted_us, p.import_id
    LIMIT CASE WHEN EXISTS (SELECT FROM queued) THEN greatest(0,
      ($3::bigint - ${FINISHED_ROWS_IN_FLIGHT}) / $5::bigint - (SELECT coalesce(sum(imports), 0) FROM running))
      ELSE 0 END
    FOR UPDATE OF p SKIP LOCKED
  )
  UPDATE import_leases p
  SET fencing_token = p.fencing_token + 1, leased_by = $1, lease_until = now() + make_interval(secs => $4)
  FROM chosen c JOIN imports i USING (import_id)
  WHERE p.import_id = c.import_id
  RETURNING p.import_id, p.tenant_id, p.fencing_token, p.acknowledged_rows, p.offered_rows, i.type,
    i.original_key, i.parse_settings, i.language, i.undoes, i.undo_of_record, i.total`;

/**
 * Records, before rows are sent, that they may be on the topic, and which rows are there by now. Once the import is
 * cancelled, no further rows are offered.
 *
 * @returns whether the rows up to `offered` may be sent
 * @throws LmsError `fenced`
 */
export async function offerRows(
  client: Queryable,
  lease: Lease,
  rows: { acknowledged: number; offered: number },
): Promise<boolean> {
  const result = await client.query<{ offered_rows: number }>(
    `UPDATE import_leases p
     SET acknowledged_rows = $3, offered_rows = CASE WHEN i.cancel_requested_at IS NULL THEN $4 ELSE p.offered_rows END
     FROM imports i
     WHERE p.import_id = $1 AND p.fencing_token = $2 AND NOT p.finished AND i.import_id = p.import_id
     RETURNING p.offered_rows`,
    [lease.importId, lease.fencingToken, rows.acknowledged, rows.offered],
  );
  const row = result.rows[0];
  if (row === undefined) throw fenced(lease);
  return row.offered_rows >= rows.offered;
}

/**
 * Records that all rows that were or will be offered are on the topic.
 *
 * @throws LmsError `fenced`
 */
export async function finishLease(client: Queryable, lease: Lease): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE import_leases SET acknowledged_rows = offered_rows, finished = true
     WHERE import_id = $1 AND fencing_token = $2 AND NOT finished`,
    [lease.importId, lease.fencingToken],
  );
  if (rowCount === 0 && !(await isFinishedBy(client, lease))) throw fenced(lease);
}

/** Whether the import is to end with the rows that were offered. */
export async function isCancelled(client: Queryable, { importId }: Lease): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM imports WHERE import_id = $1 AND cancel_requested_at IS NOT NULL',
    [importId],
  );
  return rowCount === 1;
}

/** The answer may have been lost, and the statement tried again. */
async function isFinishedBy(client: Queryable, lease: Lease): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM import_leases WHERE import_id = $1 AND fencing_token = $2 AND finished',
    [lease.importId, lease.fencingToken],
  );
  return rowCount === 1;
}

function fenced({ importId, fencingToken }: Lease): LmsError {
  return new LmsError('fenced', `The lease ${fencingToken} of import ${importId} is no longer the latest`);
}
