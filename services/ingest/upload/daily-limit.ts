import { Refusal } from '#shared/http/refusal.ts';
import type { Client } from '#shared/postgres/pool.ts';
import { message } from '#shared/texts/texts-of.ts';

/** The current day in UTC, in SQL: the day the limit speaks of, whatever the session's time zone. */
const TODAY = "(now() AT TIME ZONE 'UTC')::date";

/** Bytes of the files that a row of `tenants` has had accepted today, in SQL. */
export const UPLOADED_TODAY = `(CASE upload_day WHEN ${TODAY} THEN uploaded_bytes ELSE 0 END)`;

/**
 * Counts a file towards what its tenant may upload today. To be called in the transaction that accepts the file and
 * holds the tenant's row, so that two files at once cannot both take what is left.
 *
 * @throws Refusal `daily-limit` when the file no longer fits
 */
export async function countTowardsToday(
  client: Client,
  tenant: { readonly id: number; readonly maxBytesADay: number },
  bytes: number,
): Promise<void> {
  const { rowCount } = await client.query(
    `UPDATE tenants SET uploaded_bytes = ${UPLOADED_TODAY} + $2, upload_day = ${TODAY}
     WHERE tenant_id = $1 AND ${UPLOADED_TODAY} + $2 <= max_bytes_a_day`,
    [tenant.id, bytes],
  );
  if (rowCount === 0) throw dailyLimit(tenant.maxBytesADay, new Date());
}

/** The refusal of a file that no longer fits into the day that `now` belongs to. */
export function dailyLimit(maxBytesADay: number, now: Date): Refusal {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  const megabytes = Number((maxBytesADay / (1024 * 1024)).toFixed(2));
  return new Refusal('daily-limit', message('problems.daily-limit', { megabytes }), {
    headers: { 'Retry-After': String(Math.ceil((midnight - now.getTime()) / 1_000)) },
  });
}
