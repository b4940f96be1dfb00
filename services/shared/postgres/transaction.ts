import type { Client, Pool } from './pool.ts';

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    // Waited for by itself, though connections pipeline: after a BEGIN that failed, each statement would commit on its
    // own.
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    await client.query('ROLLBACK').then(
      () => {
        failure = undefined;
      },
      // A connection that cannot even roll back is closed below; the server ends its transaction with it.
      () => undefined,
    );
    throw error;
  } finally {
    client.release(failure);
  }
}

/**
 * Runs `work` in a transaction that sees the rows of one tenant only (row-level security, promise 8).
 *
 * @param tenant the tenant's slug, from who the caller is, never from what it sent
 */
export function asTenant<Result>(
  pool: Pool,
  tenant: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query("SELECT set_config('lms.tenant', $1, true)", [tenant]);
    return work(client);
  });
}
