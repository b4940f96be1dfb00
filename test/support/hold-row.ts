import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { endpoints } from './product.ts';

/**
 * Holds rows locked for a while, as a transaction that does not end would.
 *
 * @param query a SELECT … FOR UPDATE
 * @returns whether they were held for all that time
 */
export async function holdRow(query: string, values: unknown[], ms: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  // The server may be killed meanwhile.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN');
    await client.query(query, values);
    await wait(ms);
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
