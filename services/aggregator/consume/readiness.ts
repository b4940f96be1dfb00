import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Consumption } from './consumption.ts';

/** @throws while the service cannot do its work: a server is unavailable, or the group has not taken it in yet */
export async function checkReady(
  { pool, clickhouse }: { pool: Pool; clickhouse: ClickHouseClient },
  consumption: Pick<Consumption, 'isConsuming'>,
): Promise<void> {
  if (!consumption.isConsuming()) {
    throw new LmsError('unavailable', 'Not a member of the consumer group yet', { retryable: true });
  }
  await pool.query('SELECT 1');
  const ping = await clickhouse.ping();
  if (!ping.success) {
    throw new LmsError('unavailable', 'ClickHouse does not answer', { retryable: true, cause: ping.error });
  }
}
