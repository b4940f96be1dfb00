import { LmsError } from '../errors.ts';
import type { Queryable } from '../postgres/pool.ts';

/**
 * How far ahead of PostgreSQL's clock a time may be before it counts as wrong. Hosts that keep time by NTP differ by
 * milliseconds. A shorter bound would take an ordinary difference, or a tenant that accepts many imports at once, for a
 * clock that jumped; a longer one lets the records of a clock that did jump win for as long.
 */
export const MAX_CLOCK_AHEAD_US = 60_000_000;

/** SQL for PostgreSQL's own time in microseconds since 1970, the unit of positions. */
export const NOW_US = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint';

/**
 * Takes the next time of the tenant's clock, in microseconds since 1970: now, or just after the last one taken when
 * that lies ahead. No two takers get the same, so imports of a tenant are ordered by it
 * (docs/decisions/0006-positions-of-records.md). Holds the tenant's row until the transaction ends.
 *
 * Of two writes of one course the later one stays, whatever brought them: a file counts as written when it was
 * accepted, by this clock, and a feed's record when its broker received it. So one clock that is wrong could let old
 * records win for ever, or new ones lose. PostgreSQL's clock decides what is wrong:
 *
 * - A tenant's clock that is more than {@link MAX_CLOCK_AHEAD_US} ahead was advanced while PostgreSQL's clock was
 *   wrong: it is set back to now. Imports accepted from then on are ordered among each other, and with feeds, as ever.
 * - A broker's time that is as far ahead is replaced by now (services/transcript-writer/decode/feed-time.ts), and so is
 *   a partition's latest time that was kept from such a broker.
 * - A stored record whose position is as far ahead was written by a wrong clock, and any write replaces it
 *   (services/transcript-writer/write/write-courses.ts). Its real place in the order is not known.
 *
 * While a clock is wrong, what it dates comes later than it should by at most the time that it is ahead, and by at most
 * the bound for brokers. An import that was accepted under the wrong clock and still runs when the clock is set right
 * stays the later one of two that meet, until its last row is written.
 */
export async function advanceTenantClock(client: Queryable, tenantId: number): Promise<number> {
  const { rows } = await client.query<{ clock_us: number }>(
    // Now is asked for where it is compared: taken before the row was locked, it could be older than the bound by then.
    `UPDATE tenants SET clock_us = CASE
       WHEN clock_us > ${NOW_US} + $2 THEN ${NOW_US}
       ELSE greatest(clock_us + 1, ${NOW_US})
     END
     WHERE tenant_id = $1 RETURNING clock_us`,
    [tenantId, MAX_CLOCK_AHEAD_US],
  );
  const clock = rows[0]?.clock_us;
  if (clock === undefined) throw new LmsError('unexpected', `There is no tenant ${tenantId}`);
  return clock;
}
