import { decodeFailurePage } from '#shared/imports/failure-page.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Rows that follow each other, the first and the last. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** So many show where in a file a reason's rows stand; all of them are in its pages. */
const MAX_RANGES = 5;

/** Pages looked through for a reason; rows behind them are told by the reason's count alone. */
const MAX_PAGES = 4;

/**
 * The first rows of a file that failed for each reason (by its `reasonKey`), as ranges. Those of feeds have none, nor
 * have imports of the version that did not keep failures in pages.
 */
export async function firstRanges(
  client: Queryable,
  importId: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly RowRange[]>> {
  const { rows } = await client.query<{ failures: Buffer }>(
    `SELECT failures FROM import_failure_pages WHERE import_id = $1 AND page IN (
       SELECT page FROM (
         SELECT page, row_number() OVER (PARTITION BY key ORDER BY page) AS place
         FROM import_failure_pages, jsonb_to_recordset(reasons) AS reason (key text)
         WHERE import_id = $1 AND key = ANY($2::text[])
       ) AS found WHERE place <= ${MAX_PAGES}
     ) ORDER BY page`,
    [importId, keys],
  );
  const numbers = new Map(keys.map((key): [string, RowRanges] => [key, new RowRanges()]));
  for (const { failures } of rows) {
    for (const { number, codes } of decodeFailurePage(failures)) {
      for (const code of codes) numbers.get(code)?.add(number);
    }
  }
  return new Map([...numbers].map(([key, { first }]) => [key, first]));
}

/** Joins numbers, which come in their order, to ranges. */
export class RowRanges {
  readonly #ranges: { from: number; to: number }[] = [];

  get first(): readonly RowRange[] {
    return this.#ranges.slice(0, MAX_RANGES);
  }

  add(number: number): void {
    const last = this.#ranges.at(-1);
    if (last?.to === number - 1) last.to = number;
    // One more than is shown, so that the last one shown is known to have ended.
    else if (this.#ranges.length <= MAX_RANGES) this.#ranges.push({ from: number, to: number });
  }
}
