import type { Queryable } from '#shared/postgres/pool.ts';
import { MAX_CLOCK_AHEAD_US, NOW_US } from '#shared/tenants/tenant-clock.ts';

/**
 * The time at which a feed's record counts as written, in microseconds: when its broker received it, and never before
 * the records in front of it in its partition. A time too far ahead of PostgreSQL's clock comes from a clock that is
 * wrong, and now stands in for it, so that neither the record nor those behind it stay in the future once the clock is
 * set right (services/shared/tenants/tenant-clock.ts has the whole rule).
 *
 * @param receivedUs the broker's time
 * @param previousUs the time of the record in front, or of the partition's last batch
 * @param nowUs PostgreSQL's time
 */
export function feedTime(receivedUs: number, previousUs: number, nowUs: number): number {
  return Math.max(withoutFuture(receivedUs, nowUs), withoutFuture(previousUs, nowUs));
}

function withoutFuture(timeUs: number, nowUs: number): number {
  return timeUs > nowUs + MAX_CLOCK_AHEAD_US ? nowUs : timeUs;
}

/** PostgreSQL's time, in microseconds since 1970. */
export async function readNow(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ now_us: number }>(`SELECT ${NOW_US} AS now_us`);
  return rows[0]?.now_us ?? 0;
}
