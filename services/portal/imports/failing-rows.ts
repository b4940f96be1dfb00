import { z } from 'zod';
import { splitReasons } from '#shared/csv/reason.ts';
import { decodeFailurePage, ROWS_PER_PAGE } from '#shared/imports/failure-page.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { type LineNumbers, readableFile } from '../results/line-numbers.ts';
import { whoseFailures } from './read-imports.ts';

/** A failed row of a file or record of a feed, as the HTTP interface shows it (schemas/http, FailingRow). */
export interface FailingRowView {
  /** The row that a spreadsheet shows; null for a feed, and once the file was removed. */
  readonly line: number | null;
  readonly rowNumber: number | null;
  readonly errors: ReturnType<typeof splitReasons>;
}

/** A failure, whichever way it is stored; of a file, `source` is 0. */
interface Failure {
  readonly source: number;
  readonly number: number;
  readonly codes: readonly string[];
  readonly errors: string;
}

const cursorKey = z.tuple([z.int32().nonnegative(), z.int().nonnegative()]);

/**
 * A page of the failed rows of an import, or of those that failed for one reason, in their order; before it is applied,
 * as they would fail.
 *
 * @param page.reason its `reasonKey`
 * @throws Refusal `not-found`, `invalid-parameter`
 */
export async function failingRows(
  { pool, lines }: { readonly pool: Pool; readonly lines: LineNumbers },
  tenant: Tenant,
  id: string,
  page: { reason?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: readonly FailingRowView[]; next: string | null }> {
  const { reason, limit } = page;
  const list = `failing-rows:${id}:${reason ?? ''}`;
  const [source, number] = page.cursor === undefined ? [0, 0] : decodeCursor(list, cursorKey, page.cursor);
  const { failures, file } = await asTenant(pool, tenant.slug, async (client) => {
    const { importId } = await whoseFailures(client, tenant, id);
    const wanted = { importId, reason, limit: limit + 1 };
    return {
      failures: await failuresAfter(client, tenant, { source, number }, wanted),
      file: await readableFile(client, tenant, id),
    };
  });
  const { items, next } = pageOf(failures, limit, (last) => encodeCursor(list, [last.source, last.number]));
  const lineOf = await lines.of(file);
  return {
    items: items.map((failure) => {
      const rowNumber = failure.source === 0 ? failure.number : null;
      return {
        line: rowNumber === null ? null : (lineOf(rowNumber) ?? null),
        rowNumber,
        errors: splitReasons(failure.codes, failure.errors),
      };
    }),
    next,
  };
}

interface Wanted {
  readonly importId: string;
  readonly reason: string | undefined;
  readonly limit: number;
}

async function failuresAfter(
  client: Queryable,
  tenant: Tenant,
  after: Pick<Failure, 'source' | 'number'>,
  wanted: Wanted,
): Promise<Failure[]> {
  const { importId, reason, limit } = wanted;
  const packed = after.source === 0 ? await packedAfter(client, tenant, after.number, wanted) : [];
  const { rows } = await client.query<Failure>(
    `SELECT source, number, codes, errors FROM import_failures
     WHERE tenant_id = $1 AND import_id = $2 AND (source, number) > ($3, $4)
       AND ($5::text IS NULL OR $5 = ANY (codes))
     ORDER BY source, number LIMIT $6`,
    [tenant.id, importId, after.source, after.number, reason ?? null, limit],
  );
  return [...packed, ...rows].toSorted((a, b) => a.source - b.source || a.number - b.number).slice(0, limit);
}

async function packedAfter(
  client: Queryable,
  tenant: Tenant,
  after: number,
  { importId, reason, limit }: Wanted,
): Promise<Failure[]> {
  const found: Failure[] = [];
  let page = Math.floor(after / ROWS_PER_PAGE);
  while (found.length < limit) {
    const { rows } = await client.query<{ page: number; failures: Buffer }>(
      `SELECT page, failures FROM import_failure_pages
       WHERE tenant_id = $1 AND import_id = $2 AND page >= $3
         AND ($4::jsonb IS NULL OR reasons @> $4)
       ORDER BY page LIMIT 1`,
      [tenant.id, importId, page, reason === undefined ? null : JSON.stringify([{ key: reason }])],
    );
    const [row] = rows;
    if (row === undefined) break;
    for (const { number, codes, errors } of decodeFailurePage(row.failures)) {
      if (number > after && (reason === undefined || codes.includes(reason)))
        found.push({ source: 0, number, codes, errors });
    }
    page = row.page + 1;
  }
  return found.slice(0, limit);
}
