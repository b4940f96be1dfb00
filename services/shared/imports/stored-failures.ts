import type { Queryable } from '../postgres/pool.ts';
import { decodeFailurePage, encodeFailurePage, type FileFailure, ROWS_PER_PAGE } from './failure-page.ts';

/** Failed rows of a file whose numbers are in one page, in their order. */
export interface StoredPage {
  readonly page: number;
  readonly failures: readonly Pick<FileFailure, 'number' | 'errors'>[];
}

/** Before the first page. */
export const BEFORE_FIRST_PAGE = -1;

/**
 * The next page of a file's failures after `after`, whether it was stored as a page or, by the version before, as a row
 * for each failure; undefined when there are no more.
 */
export async function nextFailurePage(
  client: Queryable,
  importId: string,
  after: number,
): Promise<StoredPage | undefined> {
  const { rows } = await client.query<{
    page: number;
    failures: Buffer | null;
    numbers: number[] | null;
    errors: string[] | null;
  }>(
    `SELECT next.page, packed.failures, old.numbers, old.errors
     FROM (
       SELECT least(
         (SELECT min(page) FROM import_failure_pages WHERE import_id = $1 AND page > $2),
         (SELECT (min(number) - 1) / $3 FROM import_failures
          WHERE import_id = $1 AND source = 0 AND number > ($2::bigint + 1) * $3)
       )::int AS page
     ) AS next
       LEFT JOIN import_failure_pages AS packed ON packed.import_id = $1 AND packed.page = next.page
       CROSS JOIN LATERAL (
         SELECT array_agg(number::int ORDER BY number) AS numbers, array_agg(errors ORDER BY number) AS errors
         FROM import_failures
         WHERE import_id = $1 AND source = 0
           AND number > next.page::bigint * $3 AND number <= (next.page::bigint + 1) * $3
       ) AS old
     WHERE next.page IS NOT NULL`,
    [importId, after, ROWS_PER_PAGE],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const packed = row.failures === null ? [] : decodeFailurePage(row.failures);
  const old = (row.numbers ?? []).map((number, index) => ({ number, errors: row.errors?.[index] ?? '' }));
  if (old.length === 0) return { page: row.page, failures: packed };
  return { page: row.page, failures: [...packed, ...old].toSorted((a, b) => a.number - b.number) };
}

/** The first failures of a file that are stored in pages, in the order of their numbers. */
export async function firstPackedFailures(
  client: Queryable,
  importId: string,
  limit: number,
): Promise<readonly FileFailure[]> {
  const first: FileFailure[] = [];
  let after = BEFORE_FIRST_PAGE;
  while (first.length < limit) {
    const { rows } = await client.query<{ page: number; failures: Buffer }>(
      `SELECT page, failures FROM import_failure_pages
       WHERE import_id = $1 AND page > $2 ORDER BY page LIMIT 1`,
      [importId, after],
    );
    const [row] = rows;
    if (row === undefined) break;
    for (const failure of decodeFailurePage(row.failures)) first.push(failure);
    after = row.page;
  }
  return first.slice(0, limit);
}

/**
 * The numbers of the first rows that failed for each reason (by its `reasonKey`), `limit` at most. Only of files whose
 * failures are stored in pages, as those of check runs all are.
 */
export async function firstRowsOfReasons(
  client: Queryable,
  importId: string,
  keys: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  // A page that has a reason has a row of it at least: of so many pages there are enough.
  const { rows } = await client.query<{ failures: Buffer }>(
    `SELECT failures FROM import_failure_pages WHERE import_id = $1 AND page IN (
       SELECT page FROM (
         SELECT page, row_number() OVER (PARTITION BY key ORDER BY page) AS place
         FROM import_failure_pages, jsonb_to_recordset(reasons) AS reason (key text)
         WHERE import_id = $1 AND key = ANY($2::text[])
       ) AS found WHERE place <= $3
     ) ORDER BY page`,
    [importId, keys, limit],
  );
  const first = new Map(keys.map((key): [string, number[]] => [key, []]));
  for (const { failures } of rows) {
    for (const { number, codes } of decodeFailurePage(failures)) {
      for (const code of codes) {
        const numbers = first.get(code);
        if (numbers !== undefined && numbers.length < limit) numbers.push(number);
      }
    }
  }
  return first;
}

/** A page to be stored, and whose it is. */
export interface PageToStore {
  readonly importId: string;
  readonly tenantId: number;
  readonly page: number;
  /** In the order of their numbers. */
  readonly failures: readonly FileFailure[];
}

/**
 * Stores pages in place of those that are there. The imports must be locked: pages are read before they are written.
 */
export async function storeFailurePages(client: Queryable, pages: readonly PageToStore[]): Promise<void> {
  if (pages.length === 0) return;
  const encoded = pages.map(({ failures }) => encodeFailurePage(failures));
  await client.query(
    `INSERT INTO import_failure_pages AS stored (import_id, page, tenant_id, rows, reasons, failures)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::jsonb[], $6::bytea[])
     ON CONFLICT (import_id, page) DO UPDATE SET
       rows = excluded.rows, reasons = excluded.reasons, failures = excluded.failures`,
    [
      pages.map(({ importId }) => importId),
      pages.map(({ page }) => page),
      pages.map(({ tenantId }) => tenantId),
      encoded.map(({ rows }) => rows),
      encoded.map(({ reasons }) => JSON.stringify(reasons)),
      encoded.map(({ failures }) => failures),
    ],
  );
}

/** The stored failures of pages, by `pageKey`; those that there are. */
export async function readFailurePages(
  client: Queryable,
  pages: readonly Pick<PageToStore, 'importId' | 'page'>[],
): Promise<ReadonlyMap<string, readonly FileFailure[]>> {
  const { rows } = await client.query<{ import_id: string; page: number; failures: Buffer }>(
    `SELECT import_id, page, failures FROM import_failure_pages
     JOIN unnest($1::uuid[], $2::int[]) AS asked (import_id, page) USING (import_id, page)`,
    [pages.map(({ importId }) => importId), pages.map(({ page }) => page)],
  );
  return new Map(
    rows.map((row) => [
      pageKey({ importId: row.import_id, page: row.page }),
      decodeFailurePage(row.failures),
    ]),
  );
}

export function pageKey({ importId, page }: Pick<PageToStore, 'importId' | 'page'>): string {
  return `${importId} ${page}`;
}
