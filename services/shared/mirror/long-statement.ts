import type { Client, Pool } from '../postgres/pool.ts';

/**
 * Reads in a transaction without the timeouts of the services' roles: all of a tenant's records take longer than those
 * allow, and reading them locks nothing that anybody waits for.
 *
 * @param signal closes the connection, and with it ends what the server is doing
 */
export async function readWithoutTimeouts<Result>(
  pool: Pool,
  signal: AbortSignal,
  read: (client: Client) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const client = await pool.connect();
  let isReleased = false;
  const release = (broken: boolean): void => {
    if (!isReleased) client.release(broken);
    isReleased = true;
  };
  const onAbort = (): void => release(true);
  signal.addEventListener('abort', onAbort);
  try {
    await client.query('BEGIN READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('SET LOCAL transaction_timeout = 0');
    const result = await read(client);
    await client.query('COMMIT');
    release(false);
    return result;
  } finally {
    signal.removeEventListener('abort', onAbort);
    // One that was left in the middle is closed rather than used again.
    release(true);
  }
}
