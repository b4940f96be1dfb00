import type { Queryable } from '../postgres/pool.ts';

/**
 * Makes the parts of the history that the months to come need, and drops those of months that nobody can undo any more.
 * Several processes may do it at once.
 *
 * @returns how many months were dropped
 * @throws a retryable error when the history stayed locked for two seconds: whoever writes would wait behind this
 */
export async function prepareHistoryMonths(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ dropped: number }>('SELECT prepare_history_months() AS dropped');
  return rows[0]?.dropped ?? 0;
}
