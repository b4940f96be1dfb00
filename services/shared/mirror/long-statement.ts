import type { Client, Pool } from '../postgres/pool.ts';
import { inTransaction } from '../postgres/transaction.ts';

/**
 * Runs statements that read all of a tenant's records, which takes longer than the timeouts of the services' roles allow.
 * They lock nothing that anybody waits for.
 */
export function withoutTimeouts<Result>(
  pool: Pool,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SET LOCAL transaction_timeout = 0');
    return work(client);
  });
}
