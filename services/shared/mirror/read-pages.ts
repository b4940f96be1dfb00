import type { Cell } from '../clickhouse/tab-separated.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type MirrorTable, selectOf } from './mirror-tables.ts';

/** Rows in one insert: enough for ClickHouse, and some twenty megabytes of memory. */
const PAGE = 20_000;

/** Rows whose columns have these values; all rows when it is empty. */
export type Filter = Readonly<Record<string, string | number>>;

/**
 * Reads PostgreSQL's rows of a mirrored table in the order of its primary key, with the values that the mirror's
 * columns have. Pages see one state of the database only within a transaction that does.
 */
export async function* readPages(
  client: Queryable,
  table: MirrorTable,
  filter: Filter = {},
): AsyncGenerator<Record<string, Cell>[]> {
  const key = table.key.map(({ column }) => column).join(', ');
  const filters = Object.keys(filter).map((column, index) => `${column} = $${index + 2}`);
  const wanted = [table.mirrored, ...filters];
  const after = table.key.map(({ type }, index) => `$${filters.length + index + 2}::${type}`).join(', ');
  let last: unknown[] = [];
  while (true) {
    const conditions = last.length === 0 ? wanted : [...wanted, `(${key}) > (${after})`];
    const { rows } = await client.query<Record<string, Cell>>(
      `SELECT ${selectOf(table)} FROM ${table.source} WHERE ${conditions.join(' AND ')}
       ORDER BY ${key} LIMIT $1`,
      [PAGE, ...Object.values(filter), ...last],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    last = table.key.map(({ column }) => rows.at(-1)?.[column]);
  }
}
