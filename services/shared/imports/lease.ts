import { hostname } from 'node:os';
import type { Queryable } from '../postgres/pool.ts';

/**
 * The right of one process to work on an import until a moment. Every holder gets the next fencing token; whoever holds
 * a lower one has been overtaken.
 */
export interface Lease {
  readonly importId: string;
  readonly fencingToken: number;
}

/** Which work a lease is for: producing an import's rows, or writing its error file. The tables have the same shape. */
export type LeaseTable = 'import_leases' | 'error_file_leases';

/** How this process is named as the holder of leases, for people who look at the tables. */
export function leaseHolder(): string {
  return `${hostname()} ${process.pid}`;
}

/** Renews leases for `seconds`, and returns the imports whose leases are still held; the others are fenced. */
export async function renewLeases(
  client: Queryable,
  table: LeaseTable,
  leases: readonly Lease[],
  seconds: number,
): Promise<Set<string>> {
  const { rows } = await client.query<{ import_id: string }>(
    `UPDATE ${table} AS lease SET lease_until = now() + make_interval(secs => $3)
     FROM unnest($1::uuid[], $2::bigint[]) AS held (import_id, fencing_token)
     WHERE lease.import_id = held.import_id AND lease.fencing_token = held.fencing_token
     RETURNING lease.import_id`,
    [leases.map(({ importId }) => importId), leases.map(({ fencingToken }) => fencingToken), seconds],
  );
  return new Set(rows.map((row) => row.import_id));
}

/** Gives leases back, so that another process can take over after `delaySeconds`. A lease that was lost stays lost. */
export async function releaseLeases(
  client: Queryable,
  table: LeaseTable,
  leases: readonly Lease[],
  delaySeconds = 0,
): Promise<void> {
  await renewLeases(client, table, leases, delaySeconds);
}
