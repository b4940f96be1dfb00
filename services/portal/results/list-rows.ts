import { z } from 'zod';
import type { RowResult } from '#shared/imports/row-results.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Tenant } from '../http/caller.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import { viewFileRows } from './file-rows.ts';
import { type FileResults, findResults, type UndoResults } from './find-results.ts';
import { findRows, RowResults, type RowWithResult, storedResults } from './row-results.ts';
import type { RowView } from './row-view.ts';
import { viewUndoRows } from './undo-rows.ts';

const cursorKey = z.tuple([z.int().nonnegative()]);

/**
 * A page of an import's rows, or of the records of an undo, in their order, with what became of each.
 *
 * @param page.result only those that this became of
 * @throws Refusal `not-found`, `not-finished`, or `invalid-parameter`
 */
export async function listRows(
  tools: { readonly pool: Pool; readonly objects: ObjectStore },
  tenant: Tenant,
  id: string,
  page: { result?: RowResult | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: readonly RowView[]; next: string | null }> {
  const { pool } = tools;
  const { result, limit } = page;
  const list = `rows:${id}:${result ?? ''}`;
  const after = page.cursor === undefined ? 0 : decodeCursor(list, cursorKey, page.cursor)[0];
  const found = await findResults(pool, tenant, id);
  const rows = await rowsAfter(pool, tenant, found, { after, limit: limit + 1, result });
  const { items, next } = pageOf(rows, limit, (last) => encodeCursor(list, [last.row]));
  const views =
    found.source === 'undo'
      ? await viewUndoRows(pool, tenant, found, items)
      : await viewFileRows(tools, tenant, found, items);
  return { items: views, next };
}

async function rowsAfter(
  pool: Pool,
  tenant: Tenant,
  found: FileResults | UndoResults,
  { after, limit, result }: { after: number; limit: number; result: RowResult | undefined },
): Promise<RowWithResult[]> {
  const isSought = (one: RowResult): boolean => result === undefined || one === result;
  const isUndo = found.source === 'undo';
  const results = new RowResults(storedResults(pool, tenant, isUndo ? found.importId : found.storedUnder));
  const lastRow = isUndo ? found.lastListed : found.lastRow;
  const rows = await findRows(results, { firstRow: after + 1, lastRow, limit }, isSought);
  if (!isUndo || !isSought('stayed')) return rows;
  const firstStayed = Math.max(after, found.lastListed) + 1;
  for (let row = firstStayed; row <= found.lastRow && rows.length < limit; row += 1)
    rows.push({ row, result: 'stayed' });
  return rows;
}
