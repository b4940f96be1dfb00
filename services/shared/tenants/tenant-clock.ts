import { LmsError } from '../errors.ts';
import type { Queryable } from '../postgres/pool.ts';

/**
 * Takes the next time of the tenant's clock, in microseconds since 1970: now, or just after the last one taken when
 * that lies ahead. No two takers get the same, so imports of a tenant are ordered by it (design, "Positions").
 * Holds the tenant's row until the transaction ends.
 */
export async function advanceTenantClock(client: Queryable, tenantId: number): Promise<number> {
  const { rows } = await client.query<{ clock_us: number }>(
    `UPDATE tenants SET clock_us = greatest(clock_us + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
     WHERE tenant_id = $1 RETURNING clock_us`,
    [tenantId],
  );
  const clock = rows[0]?.clock_us;
  if (clock === undefined) throw new LmsError('unexpected', `There is no tenant ${tenantId}`);
  return clock;
}
