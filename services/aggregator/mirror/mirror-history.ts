import { setTimeout as wait } from 'node:timers/promises';
import { insertIntoMirror } from '#shared/clickhouse/mirror-insert.ts';
import { cellSql, compressLines, textCellSql } from '#shared/clickhouse/tab-separated.ts';
import { carryLeftOver } from '#shared/history/carry-history.ts';
import { readWithoutTimeouts } from '#shared/mirror/long-statement.ts';
import { COURSE_HISTORY, columnsOf } from '#shared/mirror/mirror-tables.ts';
import { type DeletedPeople, readDeletedPeople } from '#shared/people/deleted-people.ts';
import { ADVISORY_LOCKS, underAdvisoryLock } from '#shared/postgres/advisory-locks.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import type { MirrorContext } from './mirror-imports.ts';

/** Lines in one insert: with four times as many, aggregator took far more memory (test/bench/log.md). */
const PAGE = 5_000;

/**
 * Lines that are read by one statement, about: after each the progress is stored, so that a long way is not gone twice,
 * and no snapshot of PostgreSQL is held for long.
 */
const LINES_PER_STEP = 200_000;

/** Versions of the first step; lines of one batch share a version. */
const FIRST_STEP = 64;

/** A batch's transaction takes less; for one that takes longer the next run waits. */
const ENDS_WITHIN_MS = 2_000;
const POLL_MS = 50;

const COLUMNS = columnsOf(COURSE_HISTORY);

interface Line {
  readonly tenant_id: number;
  readonly person_id: number;
  readonly line: string;
}

/**
 * Brings ClickHouse's history up to PostgreSQL's. One aggregator does it at a time; the others do nothing.
 *
 * Versions are taken before their transactions commit: lines up to a version can be copied once every transaction has ended
 * that was open when the version was the latest.
 *
 * @param waitSeconds for how long ClickHouse may fall behind while imports of files run, which share their processors with it
 */
export async function mirrorHistory(
  context: MirrorContext,
  signal: AbortSignal,
  waitSeconds = 0,
): Promise<void> {
  try {
    const makesWay = (): Promise<boolean> => makesWayForImports(context.pool, waitSeconds);
    if (await makesWay()) return;
    await underAdvisoryLock(context.pool, ADVISORY_LOCKS.mirrorHistory, async () => {
      await carryLeftOver(context.pool, context.clickhouse, signal);
      await copyLines(context, signal, makesWay);
    });
  } finally {
    // Above all when it cannot be copied.
    await measureLag(context);
  }
}

async function makesWayForImports(client: Queryable, waitSeconds: number): Promise<boolean> {
  if (waitSeconds === 0) return false;
  const { rows } = await client.query<{ waits: boolean }>(
    `SELECT now() - as_of < make_interval(secs => $1)
       AND EXISTS (SELECT FROM imports WHERE status = 'in_progress' AND source <> 'feed') AS waits FROM history_mirror`,
    [waitSeconds],
  );
  return rows[0]?.waits === true;
}

async function copyLines(
  context: MirrorContext,
  signal: AbortSignal,
  makesWay: () => Promise<boolean>,
): Promise<void> {
  const { pool, clickhouse } = context;
  await noteLatest(pool);
  const { version, next } = await reachable(pool, signal);
  if (next === undefined) return;
  const deleted = await readDeletedPeople(pool, clickhouse);
  let step = FIRST_STEP;
  for (let from = version; from < next && !signal.aborted; ) {
    const to = Math.min(from + step, next);
    const lines = await copyStep(context, { from, to }, deleted, signal);
    await pool.query('UPDATE history_mirror SET version = $1', [to]);
    if (lines < LINES_PER_STEP / 2) step *= 2;
    else if (lines > LINES_PER_STEP) step = Math.max(1, Math.floor(step / 2));
    from = to;
    // An import may have begun meanwhile; what is left is copied by the next run.
    if (from < next && (await makesWay())) return;
  }
  if (signal.aborted) return;
  await pool.query(
    `UPDATE history_mirror SET as_of = next_noted_at, next_version = NULL, next_xid = NULL, next_noted_at = NULL`,
  );
}

/** Notes how far the next copy goes, unless that of a run before is noted still. */
async function noteLatest(client: Queryable): Promise<void> {
  // The time before the version: what is noted holds what had been committed by then. The transaction after the version:
  // whoever took that one, or a lower one, has a lower number.
  const { rows } = await client.query<{ noted_at: string; version: number }>(
    'SELECT now()::text AS noted_at, last_value AS version FROM record_version',
  );
  await client.query(
    `UPDATE history_mirror SET next_version = $2, next_noted_at = $1,
       next_xid = (pg_current_xact_id()::text::numeric + 1)::text::xid8
     WHERE next_version IS NULL`,
    [rows[0]?.noted_at, rows[0]?.version],
  );
}

/** What was copied, and up to what the next copy goes; undefined as long as a transaction may still commit lines below it. */
async function reachable(
  client: Queryable,
  signal: AbortSignal,
): Promise<{ version: number; next: number | undefined }> {
  const deadline = Date.now() + ENDS_WITHIN_MS;
  while (true) {
    const { rows } = await client.query<{ version: number; next: number; ended: boolean }>(
      `SELECT version, next_version AS next, pg_snapshot_xmin(pg_current_snapshot()) >= next_xid AS ended
       FROM history_mirror`,
    );
    const [row] = rows;
    if (row?.ended === true) return { version: row.version, next: row.next };
    if (Date.now() > deadline || signal.aborted) return { version: row?.version ?? 0, next: undefined };
    await wait(POLL_MS);
  }
}

/** @returns how many lines there were */
async function copyStep(
  { pool, clickhouse, metrics }: MirrorContext,
  { from, to }: { readonly from: number; readonly to: number },
  deleted: DeletedPeople,
  signal: AbortSignal,
): Promise<number> {
  return readWithoutTimeouts(pool, signal, async (client) => {
    await client.query(
      `DECLARE lines NO SCROLL CURSOR FOR SELECT tenant_id, person_id, ${lineSql()} AS line FROM course_record_history
       WHERE written_version > $1 AND written_version <= $2`,
      [from, to],
    );
    let lines = 0;
    while (true) {
      const { rows } = await client.query<Line>(`FETCH ${PAGE} FROM lines`);
      // PostgreSQL has lines of people who were deleted only when it was restored to a time before.
      const kept = rows.filter((row) => !deleted.has(row.tenant_id, row.person_id));
      const packed = [compressLines(kept.map(({ line }) => line))];
      await insertIntoMirror(
        clickhouse,
        { table: COURSE_HISTORY.name, columns: COLUMNS, lines: packed },
        signal,
      );
      metrics.mirroredRows.inc({ table: COURSE_HISTORY.name }, kept.length);
      lines += rows.length;
      if (rows.length < PAGE) return lines;
    }
  });
}

/**
 * A line for ClickHouse, made by PostgreSQL: read as thirty cells each, 5,000 lines were so many objects that aggregator
 * held 130 MB more while it copied.
 */
function lineSql(): string {
  const texts = new Set(
    recordTable('courses')
      .stored.filter(({ kind }) => kind === 'text')
      .map(({ name }) => name),
  );
  const cells = Object.entries(COURSE_HISTORY.columns).map(([column, expression]) =>
    texts.has(column) ? textCellSql(expression) : cellSql(expression),
  );
  return `concat_ws(E'\\t', ${cells.join(', ')})`;
}

/** Whichever aggregator copies. */
async function measureLag({ pool, metrics }: MirrorContext): Promise<void> {
  const { rows } = await pool.query<{ seconds: number }>(
    'SELECT extract(epoch FROM now() - as_of)::float8 AS seconds FROM history_mirror',
  );
  metrics.historyLag.set(Math.max(0, rows[0]?.seconds ?? 0));
}
