import { z } from 'zod';
import {
  IMPORT_COLUMNS,
  type ImportRow,
  type ImportStatus,
  type ImportView,
  STATUS_TEXTS,
  toImportView,
  VISIBLE_IMPORT,
} from '#shared/imports/import-view.ts';
import { personName, usernameOrName } from '#shared/people/name-sql.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { containsPattern } from '../http/like.ts';

export interface ImportFilters {
  readonly type?: ImportView['type'] | undefined;
  readonly status?: ImportStatus | undefined;
  /** A part of the username or the name of who began it, whatever the case. */
  readonly initiatedBy?: string | undefined;
  /** A part of the name of its file, whatever the case. */
  readonly fileName?: string | undefined;
  /** Of the uploaded file, in hexadecimal digits. */
  readonly sha256?: string | undefined;
  /** Microseconds since 1970, inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Counts, and times in microseconds; -1 stands for what is not known yet. */
const number = z.int().min(-1);

/** What each key sorts by; texts whatever the case, and in the same order on every server. */
const SORTS = {
  createdAt: { sql: 'accepted_us', value: number },
  lastUpdated: { sql: '(extract(epoch FROM last_updated) * 1000000)::bigint', value: number },
  initiatedBy: text(`coalesce(${personName('imports', 'initiated_by')}, initiated_by)`),
  type: text('type'),
  status: text(statusText()),
  total: { sql: 'coalesce(total, -1)', value: number },
  successes: { sql: 'successes', value: number },
  failures: { sql: 'failures', value: number },
  fileName: text("coalesce(file_name, '')"),
} as const;

export type ImportSortKey = keyof typeof SORTS;
export const IMPORT_SORT_KEYS = Object.keys(SORTS) as readonly ImportSortKey[];

export interface ImportSort {
  readonly key: ImportSortKey;
  readonly order: 'asc' | 'desc';
}

/** The latest accepted first. */
export const NEWEST_FIRST: ImportSort = { key: 'createdAt', order: 'desc' };

export interface ImportPage {
  readonly sort: ImportSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Whether to say how many imports all pages have. */
  readonly count: boolean;
}

/** A page of the tenant's imports; those that sort the same come the latest accepted first or, the other way round, last. */
export async function listImports(
  pool: Pool,
  tenant: Tenant,
  filters: ImportFilters,
  { sort, limit, cursor, count }: ImportPage,
): Promise<{ items: readonly ImportView[]; total?: number; next: string | null }> {
  const values: unknown[] = [tenant.id];
  const filtered = conditionsOf(filters, values).join(' AND ');
  const list = `imports:${sort.key}:${sort.order}`;
  const { sql: key, value } = SORTS[sort.key];
  const countValues = [...values];
  const after = cursor === undefined ? undefined : decodeCursor(list, z.tuple([value, number]), cursor);
  const behind = after?.map((bound) => `$${values.push(bound)}`).join(', ');
  return asTenant(pool, tenant.slug, async (client) => {
    const { rows } = await client.query<ImportRow & { sort_value: string | number }>(
      `SELECT ${IMPORT_COLUMNS}, ${key} AS sort_value FROM imports WHERE ${filtered}
         ${behind === undefined ? '' : `AND (${key}, accepted_us) ${sort.order === 'asc' ? '>' : '<'} (${behind})`}
       ORDER BY ${key} ${sort.order}, accepted_us ${sort.order} LIMIT ${limit + 1}`,
      values,
    );
    const { items, next } = pageOf(rows, limit, (last) =>
      encodeCursor(list, [last.sort_value, last.accepted_us]),
    );
    const page = { items: items.map(toImportView), next };
    if (!count) return page;
    const counted = await client.query<{ total: number }>(
      `SELECT count(*) AS total FROM imports WHERE ${filtered}`,
      countValues,
    );
    return { ...page, total: counted.rows[0]?.total ?? 0 };
  });
}

function conditionsOf(filters: ImportFilters, values: unknown[]): string[] {
  const conditions = ['tenant_id = $1', VISIBLE_IMPORT];
  const add = (condition: (parameter: string) => string, value: unknown): void => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
  };
  add((value) => `type = ${value}`, filters.type);
  add((value) => `status = ${value}`, filters.status);
  add((value) => usernameOrName('imports', 'initiated_by', value), containsPattern(filters.initiatedBy));
  add((value) => `lower(file_name) LIKE lower(${value})`, containsPattern(filters.fileName));
  add((value) => `original_sha256 = decode(${value}, 'hex')`, filters.sha256);
  add((value) => `accepted_us >= ${value}`, filters.from);
  add((value) => `accepted_us <= ${value}`, filters.to);
  return conditions;
}

function text(sql: string) {
  return { sql: `lower(${sql}) COLLATE "C"`, value: z.string() };
}

/** An expression in SQL: the status as people read it, since they see it sorted. */
function statusText(): string {
  const cases = Object.entries(STATUS_TEXTS).map(([status, text]) => `WHEN '${status}' THEN '${text}'`);
  return `CASE status ${cases.join(' ')} END`;
}
