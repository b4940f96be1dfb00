import { ADVISORY_LOCKS, underAdvisoryLock } from '#shared/postgres/advisory-locks.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { MirrorContext } from './mirror-imports.ts';

/**
 * Drops months of ClickHouse's history of which PostgreSQL has no line any more: it drops them once nobody can undo them
 * (`prepare_history_months`).
 */
export async function dropHistoryMonths({
  pool,
  clickhouse,
  logger,
}: Pick<MirrorContext, 'pool' | 'clickhouse' | 'logger'>): Promise<void> {
  const answer = await clickhouse.query({
    query: `SELECT DISTINCT partition FROM system.parts
      WHERE database = currentDatabase() AND table = 'course_history' AND active ORDER BY partition`,
    format: 'JSONEachRow',
  });
  const months = (await answer.json<{ partition: string }>()).map(({ partition }) => partition);
  if (months.length === 0) return;
  // Nobody may be copying lines of a month that PostgreSQL is asked for.
  await underAdvisoryLock(pool, ADVISORY_LOCKS.mirrorHistory, async () => {
    for (const month of months) {
      if (await isKept(pool, month)) continue;
      await clickhouse.command({ query: `ALTER TABLE course_history DROP PARTITION ${Number(month)}` });
      logger.info({ month }, 'month of the history dropped');
    }
  });
}

/** @param month such as 202611 */
async function isKept(pool: Pool, month: string): Promise<boolean> {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(4))];
  const { rows } = await pool.query<{ kept: boolean }>(
    `SELECT EXISTS (SELECT FROM course_record_history
       WHERE written_at >= $1::timestamptz AND written_at < $2::timestamptz) AS kept`,
    [new Date(Date.UTC(year, number - 1)).toISOString(), new Date(Date.UTC(year, number)).toISOString()],
  );
  return rows[0]?.kept === true;
}
