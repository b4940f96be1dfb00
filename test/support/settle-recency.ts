import { createClient } from '@clickhouse/client';
import { RECENCY_STATEMENTS } from '#shared/clickhouse/certification-recency.ts';
import { mutateTable } from '#shared/clickhouse/mutate-table.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { holdingRecency } from '../../commands/mirror/hold-recency.ts';
import { endpoints } from './product.ts';

/** Settles which certifications are the latest as aggregator does, which may be waiting for the imports of others. */
export async function settleRecency(): Promise<void> {
  const { url, database, username, password } = endpoints().clickhouse;
  await using client = createClient({ url, database, username, password });
  const pool = createPool(endpoints().postgres.url, {
    applicationName: 'test',
    max: 1,
    onError: () => undefined,
  });
  await holdingRecency(pool, async () => {
    for (const statement of RECENCY_STATEMENTS)
      await mutateTable(client, { table: 'certification_records', statement });
  });
  await pool.end();
}
