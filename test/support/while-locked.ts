import pg from 'pg';
import { endpoints } from './product.ts';

/**
 * Does something while a transaction holds locks.
 *
 * @param statement what takes them, such as LOCK TABLE
 */
export async function whileLocked<Result>(statement: string, work: () => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: endpoints().postgres.url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(statement);
    return await work();
  } finally {
    await client.end();
  }
}
