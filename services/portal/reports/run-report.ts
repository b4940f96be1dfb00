import { z } from 'zod';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { createLineWriter } from '#shared/csv/line-writer.ts';
import type { ServiceTexts } from '#shared/texts/texts-of.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import type { ReportColumn, ReportQuery, Sort } from './report.ts';

type Value = string | number | null;

export interface ReportPage {
  readonly columns: readonly (Pick<ReportColumn, 'key' | 'type'> & { readonly title: string })[];
  readonly rows: readonly Readonly<Record<string, Value>>[];
  readonly total: number;
  /** The order that the rows are in, also where none was asked for. */
  readonly sort: Sort;
  readonly next: string | null;
}

const SETTINGS = {
  // Numbers as numbers: counts and ids stay far below 2^53.
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_decimals: 0,
  // A record without its person shows blanks for it, not empty texts.
  join_use_nulls: 1,
  // Many times what a report over millions of rows takes; after it the server has better things to do.
  max_execution_time: 30,
  cancel_http_readonly_queries_on_client_close: 1,
} as const;

/**
 * One page of a report, with the number of rows that all pages have together.
 *
 * @param list names the report and its filters' kind; a cursor of another list or order is refused
 */
export async function reportPage(
  clickhouse: ClickHouseClient,
  tenant: Tenant,
  query: ReportQuery,
  sort: Sort,
  page: {
    list: string;
    limit: number;
    cursor?: string | undefined;
    signal: AbortSignal;
    texts: ServiceTexts;
  },
): Promise<ReportPage> {
  const list = `${page.list}:${sort.key}:${sort.order}`;
  const key = sortKey(query, sort);
  const after = page.cursor === undefined ? undefined : afterCursor(key, sort, list, page.cursor);
  const ask = async <Row>(text: string): Promise<Row[]> => {
    const result = await clickhouse.query({
      query: text,
      query_params: { tenant: tenant.id, ...query.parameters, ...after?.parameters },
      format: 'JSONEachRow',
      clickhouse_settings: SETTINGS,
      abort_signal: page.signal,
    });
    return result.json<Row>();
  };
  const [rows, [count]] = await Promise.all([
    ask<Record<string, Value>>(
      pageSelect(query, key, sort, { limit: page.limit + 1, after: after?.condition }),
    ),
    ask<{ total: number }>(
      `SELECT count() AS total FROM (${query.outline?.select ?? query.select}) AS report`,
    ),
  ]);
  const { items, next } = pageOf(rows, page.limit, (last) =>
    encodeCursor(
      list,
      key.map(({ name }) => last[name] ?? ''),
    ),
  );
  return {
    columns: query.columns.map(({ key: name, title, type }) => ({
      key: name,
      title: title(page.texts),
      type,
    })),
    rows: items.map((row) =>
      Object.fromEntries(query.columns.map((column) => [column.key, row[column.key] ?? null])),
    ),
    total: count?.total ?? 0,
    sort,
    next,
  };
}

/** One page's rows with what they are ordered by; where the outline can name them, only these are computed. */
function pageSelect(
  { columns, select, outline, identity }: ReportQuery,
  key: readonly KeyPart[],
  sort: Sort,
  { limit, after }: { limit: number; after: string | undefined },
): string {
  const pageFrom = (names: readonly string[], from: string): string =>
    `SELECT ${names.join(', ')}, ${selectKey(key)} FROM (${from}) AS report
     ${after === undefined ? '' : `WHERE ${after}`} ${orderBy(key, sort)} LIMIT ${limit}`;
  const all = columns.map((column) => column.key);
  if (outline === undefined || !outline.columns.includes(sort.key)) return pageFrom(all, select);
  const names = identity.map(({ name }) => name);
  return pageFrom(
    all,
    outline.selectOf(`SELECT ${names.join(', ')} FROM (${pageFrom(names, outline.select)})`),
  );
}

/** The sums over all pages of the columns whose numbers add up; null for a report that has none. */
export async function reportTotals(
  clickhouse: ClickHouseClient,
  tenant: Tenant,
  { select, parameters, additive = [] }: ReportQuery,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>> | null> {
  if (additive.length === 0) return null;
  const result = await clickhouse.query({
    query: `SELECT ${additive.map((key) => `sum(${key}) AS ${key}`).join(', ')} FROM (${select}) AS report`,
    query_params: { tenant: tenant.id, ...parameters },
    format: 'JSONEachRow',
    clickhouse_settings: SETTINGS,
    abort_signal: signal,
  });
  const [totals] = await result.json<Record<string, number>>();
  return totals ?? null;
}

/**
 * The whole report as CSV, the titles first; cells are safe to open in a spreadsheet. Resolves once the server has
 * begun to answer. The rows must be read or the generator ended, or a connection to the server stays taken.
 */
export async function reportCsv(
  clickhouse: ClickHouseClient,
  tenant: Tenant,
  query: ReportQuery,
  sort: Sort,
  texts: ServiceTexts,
): Promise<AsyncGenerator<string>> {
  const key = sortKey(query, sort);
  const result = await clickhouse.query({
    query: `SELECT ${query.columns.map((column) => column.key).join(', ')}
      FROM (SELECT *, ${selectKey(key)} FROM (${query.select}) AS report)
      ${orderBy(key, sort)}`,
    query_params: { tenant: tenant.id, ...query.parameters },
    format: 'JSONCompactEachRow',
    // The time counts while the client takes the rows, and a slow one may take long.
    clickhouse_settings: { ...SETTINGS, max_execution_time: 0 },
  });
  return csvLines(query.columns, result.stream<Value[]>(), texts);
}

async function* csvLines(
  columns: readonly ReportColumn[],
  chunks: AsyncIterable<{ json(): Value[] }[]>,
  texts: ServiceTexts,
): AsyncGenerator<string> {
  const line = createLineWriter({ delimiter: ',', lineEnd: 'crlf' });
  // Without the mark a spreadsheet would take it for its country's old encoding, and show other letters.
  yield `\ufeff${line(columns.map(({ title }) => title(texts)))}`;
  const cells = columns.map(({ words = {} }) => {
    const said = new Map(Object.entries(words).map(([value, word]) => [value, word(texts)]));
    return (value: Value): string => (value === null ? '' : (said.get(String(value)) ?? String(value)));
  });
  for await (const rows of chunks) {
    yield rows.map((row) => line(row.json().map((value, index) => cells[index]?.(value) ?? ''))).join('');
  }
}

/** What a column of each type can hold; ClickHouse fails a query that binds anything else. */
const KEY_VALUES = {
  UInt8: z.int().min(0).max(255),
  String: z.string(),
  Float64: z.number(),
  UInt64: z.int().nonnegative(),
} as const;

interface KeyPart {
  readonly name: string;
  readonly sql: string;
  readonly type: keyof typeof KEY_VALUES;
}

/**
 * What rows are ordered by: the column, blanks after everything else in either order, texts whatever the case, and
 * then what names the row.
 */
function sortKey(query: ReportQuery, sort: Sort): KeyPart[] {
  const column = query.columns.find(({ key }) => key === sort.key);
  const value = {
    text: { sql: `lowerUTF8(ifNull(toString(${sort.key}), ''))`, type: 'String' },
    number: { sql: `ifNull(toFloat64(${sort.key}), 0)`, type: 'Float64' },
    // Their ISO text sorts as the days do.
    date: { sql: `ifNull(toString(${sort.key}), '')`, type: 'String' },
  } as const;
  return [
    {
      name: 'sortBlank',
      sql: `${sort.order === 'asc' ? 'isNull' : 'isNotNull'}(${sort.key})`,
      type: 'UInt8',
    },
    { name: 'sortValue', ...value[column?.type ?? 'text'] },
    ...query.identity.map(({ name, type }, index) => ({ name: `identity${index}`, sql: name, type })),
  ];
}

function selectKey(key: readonly KeyPart[]): string {
  return key.map(({ name, sql }) => `${sql} AS ${name}`).join(', ');
}

function orderBy(key: readonly KeyPart[], { order }: Sort): string {
  return `ORDER BY ${key.map(({ name }) => `${name} ${order}`).join(', ')}`;
}

function afterCursor(
  key: readonly KeyPart[],
  { order }: Sort,
  list: string,
  cursor: string,
): { condition: string; parameters: Record<string, string | number> } {
  const shape = z.tuple([z.literal([0, 1]), ...key.slice(1).map(({ type }) => KEY_VALUES[type])]);
  const values = decodeCursor(list, shape, cursor);
  const names = key.map(({ name }) => name).join(', ');
  const bounds = key.map(({ name, type }) => `{${name}: ${type}}`).join(', ');
  return {
    condition: `(${names}) ${order === 'asc' ? '>' : '<'} (${bounds})`,
    parameters: Object.fromEntries(key.map(({ name }, index) => [name, values[index] ?? ''])),
  };
}
