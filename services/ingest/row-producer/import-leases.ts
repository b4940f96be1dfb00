import type { RecordType } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import type { Reading } from '#shared/imports/reading.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/**
 * The lease under which one process produces an import's rows (table `import_production`).
 *
 *     open ──claim──▶ leased ──finish──▶ finished
 *      ▲                │
 *      └──release, or the lease runs out
 *
 * Each claim takes the next number, and whatever is written carries it: who holds an older one is fenced. The same
 * number travels with every row, so that transcript-writer ignores what an older holder still sends.
 */
export interface Claim {
  readonly importId: string;
  readonly number: number;
}

/** A claimed import, with all that producing its rows depends on. */
export interface ClaimedImport extends Claim {
  readonly tenantId: number;
  readonly type: RecordType;
  /** Null when the original was removed. */
  readonly originalKey: string | null;
  readonly reading: Reading;
  readonly total: number;
  /** Rows up to this one are on the topic. */
  readonly acknowledgedRows: number;
  /** Rows up to this one may be on the topic, sent by an earlier claim; they must be sent, whatever happens. */
  readonly offeredRows: number;
}

/**
 * How long a crashed process's imports stand still. Shorter, and a pause of the event loop or of PostgreSQL would pass
 * for a crash; imports are then produced from their checkpoint again, which costs time and changes nothing.
 */
const LEASE = '10 seconds';

/**
 * Rows in flight that every running import may have: with a budget of 50,000, a hundred imports run side by side.
 * Less would make transactions of a few rows; more would have fewer run, and a small import wait for a large one to end.
 */
export const LEAST_IN_FLIGHT = 500;

/**
 * Claims open imports, tenants in turn: first those of the tenant that has the fewest running, then the oldest. No
 * more run, on all ingests together, than have {@link LEAST_IN_FLIGHT} rows of the budget each; the others queue.
 *
 * @param options.running imports that run in this process; should a lease of one run out, it is not claimed again
 * @param options.budget rows of all imports that may be in flight
 */
export async function claimImports(
  client: Queryable,
  options: { claimedBy: string; running: readonly string[]; budget: number },
): Promise<ClaimedImport[]> {
  const { rows } = await client.query<ClaimRow>(CLAIM, [
    options.claimedBy,
    options.running,
    options.budget,
    LEASE,
    LEAST_IN_FLIGHT,
  ]);
  return rows.map((row) => ({
    importId: row.import_id,
    number: row.claim,
    tenantId: row.tenant_id,
    type: row.type,
    originalKey: row.original_key,
    reading: row.reading,
    total: row.total,
    acknowledgedRows: row.acknowledged_rows,
    offeredRows: row.offered_rows,
  }));
}

interface ClaimRow {
  readonly import_id: string;
  readonly tenant_id: number;
  readonly claim: number;
  readonly acknowledged_rows: number;
  readonly offered_rows: number;
  readonly type: RecordType;
  readonly original_key: string | null;
  readonly reading: Reading;
  readonly total: number;
}

/**
 * Rows in flight of imports whose rows are all produced: a part of the budget that nobody can share out. Without it,
 * a thousand small imports would each be within their share and all together far beyond the budget.
 */
export const FINISHED_ROWS_IN_FLIGHT = `(
  SELECT coalesce(sum(f.offered_rows - (
    SELECT coalesce(sum(d.successes + d.failures + d.skipped), 0) FROM import_progress d WHERE d.import_id = f.import_id)), 0)
  FROM import_production f JOIN imports o ON o.import_id = f.import_id
  WHERE f.finished AND o.status = 'In progress')::bigint`;

const CLAIM = `
  WITH running AS (
    SELECT tenant_id, count(*) AS imports FROM import_production
    WHERE NOT finished AND lease_until > now() GROUP BY tenant_id
  ), turns AS (
    SELECT p.import_id, i.accepted_us, coalesce(r.imports, 0)
        + row_number() OVER (PARTITION BY p.tenant_id ORDER BY i.accepted_us) AS turn
    FROM import_production p JOIN imports i USING (import_id) LEFT JOIN running r ON r.tenant_id = p.tenant_id
    WHERE NOT p.finished AND p.lease_until <= now() AND p.import_id <> ALL ($2::uuid[])
  ), chosen AS (
    SELECT p.import_id FROM import_production p JOIN turns t USING (import_id)
    WHERE NOT p.finished AND p.lease_until <= now()
    ORDER BY t.turn, t.accepted_us, p.import_id
    LIMIT CASE WHEN EXISTS (SELECT FROM turns) THEN greatest(0,
      ($3::bigint - ${FINISHED_ROWS_IN_FLIGHT}) / $5::bigint - (SELECT coalesce(sum(imports), 0) FROM running))
      ELSE 0 END
    FOR UPDATE OF p SKIP LOCKED
  )
  UPDATE import_production p
  SET claim = p.claim + 1, reading_claim = p.claim + 1, claimed_by = $1, lease_until = now() + $4::interval
  FROM chosen c JOIN imports i USING (import_id)
  WHERE p.import_id = c.import_id
  RETURNING p.import_id, p.tenant_id, p.claim, p.acknowledged_rows, p.offered_rows, i.type, i.original_key, i.reading, i.total`;

/** Renews the leases of these claims and returns the imports whose claim still stands; the others are fenced. */
export async function renewLeases(client: Queryable, claims: readonly Claim[]): Promise<Set<string>> {
  const { rows } = await client.query<{ import_id: string }>(
    `UPDATE import_production p SET lease_until = now() + $3::interval
     FROM unnest($1::uuid[], $2::bigint[]) AS mine(import_id, claim)
     WHERE p.import_id = mine.import_id AND p.claim = mine.claim AND NOT p.finished
     RETURNING p.import_id`,
    [claims.map(({ importId }) => importId), claims.map(({ number }) => number), LEASE],
  );
  return new Set(rows.map((row) => row.import_id));
}

/**
 * Records, before rows are sent, that they may be on the topic, and which ones are there by now. Once a cancel was
 * asked for, no further rows are offered.
 *
 * @returns whether the rows up to `offered` may be sent
 * @throws LmsError `fenced`
 */
export async function offerRows(
  client: Queryable,
  claim: Claim,
  rows: { acknowledged: number; offered: number },
): Promise<boolean> {
  const result = await client.query<{ offered_rows: number }>(
    `UPDATE import_production p
     SET acknowledged_rows = $3, offered_rows = CASE WHEN i.cancel_requested_at IS NULL THEN $4 ELSE p.offered_rows END
     FROM imports i
     WHERE p.import_id = $1 AND p.claim = $2 AND NOT p.finished AND i.import_id = p.import_id
     RETURNING p.offered_rows`,
    [claim.importId, claim.number, rows.acknowledged, rows.offered],
  );
  const row = result.rows[0];
  if (row === undefined) throw fenced(claim);
  return row.offered_rows >= rows.offered;
}

/**
 * Records that all rows that were or will be offered are on the topic.
 *
 * @throws LmsError `fenced`
 */
export async function finishProduction(client: Queryable, claim: Claim): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE import_production SET acknowledged_rows = offered_rows, finished = true
     WHERE import_id = $1 AND claim = $2 AND NOT finished`,
    [claim.importId, claim.number],
  );
  if (rowCount === 0 && !(await isFinishedBy(client, claim))) throw fenced(claim);
}

/** Whether the import is to end with the rows that were offered. */
export async function isCancelled(client: Queryable, { importId }: Claim): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM imports WHERE import_id = $1 AND cancel_requested_at IS NOT NULL',
    [importId],
  );
  return rowCount === 1;
}

/** An answer may have been lost, and the statement tried again. */
async function isFinishedBy(client: Queryable, claim: Claim): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT FROM import_production WHERE import_id = $1 AND claim = $2 AND finished',
    [claim.importId, claim.number],
  );
  return rowCount === 1;
}

/** Gives leases back, so that another process can go on at once. */
export async function releaseClaims(client: Queryable, claims: readonly Claim[]): Promise<void> {
  await client.query(
    `UPDATE import_production p SET lease_until = now(), claimed_by = NULL
     FROM unnest($1::uuid[], $2::bigint[]) AS mine(import_id, claim)
     WHERE p.import_id = mine.import_id AND p.claim = mine.claim AND NOT p.finished`,
    [claims.map(({ importId }) => importId), claims.map(({ number }) => number)],
  );
}

function fenced({ importId, number }: Claim): LmsError {
  return new LmsError('fenced', `Claim ${number} of import ${importId} is no longer the latest`);
}
