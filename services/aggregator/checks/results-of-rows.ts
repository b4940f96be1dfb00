import { ROWS_PER_RESULT_PAGE, writeLetters } from '#shared/imports/classify-courses-sql.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import type { RowResultLetter } from '#shared/imports/row-results.ts';
import { nextFailurePage } from '#shared/imports/stored-failures.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** What a comparison with the records says of valid rows. */
export interface NamedRows {
  /** Letters of the rows of a page, for `writeLetters`; there may be several for one page. */
  readonly pages: readonly { readonly page: number; readonly letters: string }[];
  /** What became of valid rows that no page names. */
  readonly others: RowResultLetter;
}

interface CheckRun {
  readonly importId: string;
  readonly tenantId: number;
}

/**
 * What would become of the rows of a check run that has ended, a letter a row in one byte: 5 MB of the largest file.
 *
 * @param named of all of its rows that have not failed
 */
export async function resultsOfRows(
  client: Queryable,
  { importId }: CheckRun,
  { pages, others }: NamedRows,
): Promise<Buffer> {
  const letters = Buffer.alloc(await totalOf(client, importId), others);
  for (const { page, letters: ofPage } of pages) writeLetters(letters, page, ofPage);
  const failures = new FailureCursor((after) => nextFailurePage(client, importId, after));
  while (await failures.load()) {
    const { current } = failures;
    if (current !== undefined) letters.write('f' satisfies RowResultLetter, current.number - 1, 'latin1');
    failures.advance();
  }
  return letters;
}

async function totalOf(client: Queryable, importId: string): Promise<number> {
  const { rows } = await client.query<{ total: number | null }>(
    'SELECT total FROM imports WHERE import_id = $1',
    [importId],
  );
  return rows[0]?.total ?? 0;
}

/** Stores the results of a check run's rows in place of those that are there. */
export async function storeResults(
  client: Queryable,
  { importId, tenantId }: CheckRun,
  letters: Buffer,
): Promise<void> {
  const firstRows: number[] = [];
  const pages: string[] = [];
  for (let start = 0; start < letters.length; start += ROWS_PER_RESULT_PAGE) {
    firstRows.push(start + 1);
    pages.push(letters.toString('latin1', start, start + ROWS_PER_RESULT_PAGE));
  }
  await client.query(
    `INSERT INTO import_row_results (import_id, tenant_id, first_row, results)
     SELECT $1, $2, first_row, results FROM unnest($3::bigint[], $4::text[]) AS page (first_row, results)
     ON CONFLICT (import_id, first_row) DO UPDATE SET results = excluded.results, superseded = '{}'`,
    [importId, tenantId, firstRows, pages],
  );
}
