import type { RowResultLetter } from '#shared/imports/row-results.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** Rows of an import that follow each other, with the code of each one's letter. */
interface Run {
  readonly firstRow: number;
  readonly letters: number[];
}

interface Pages {
  readonly tenantId: number;
  readonly runs: Run[];
  /** Earlier rows of the import that rows of this batch supersede. */
  readonly superseded: number[];
}

/** What becomes of the rows of files in a batch, of each import in the order of its rows on the partition. */
export class RowResults {
  readonly #imports = new Map<string, Pages>();

  /** Adds the row that follows those that the import has in the batch. */
  add(
    { importId, tenantId }: { importId: string; tenantId: number },
    row: number,
    letter: RowResultLetter,
  ): void {
    let pages = this.#imports.get(importId);
    if (pages === undefined) {
      pages = { tenantId, runs: [], superseded: [] };
      this.#imports.set(importId, pages);
    }
    const last = pages.runs.at(-1);
    if (last !== undefined && row === last.firstRow + last.letters.length)
      last.letters.push(letter.charCodeAt(0));
    else pages.runs.push({ firstRow: row, letters: [letter.charCodeAt(0)] });
  }

  /** Gives a row that was added another letter. */
  set(importId: string, row: number, letter: RowResultLetter): void {
    const run = this.#imports
      .get(importId)
      ?.runs.find(({ firstRow, letters }) => row >= firstRow && row < firstRow + letters.length);
    if (run !== undefined) run.letters[row - run.firstRow] = letter.charCodeAt(0);
  }

  /** Says of an earlier row, of this batch or another one, that a row of this batch supersedes it. */
  supersede(importId: string, row: number): void {
    this.#imports.get(importId)?.superseded.push(row);
  }

  /** Stores the pages (table `import_row_results`). */
  async store(client: Queryable): Promise<void> {
    const pages = [...this.#imports].flatMap(([importId, { tenantId, runs, superseded }]) =>
      runs.map(({ firstRow, letters }, index) => ({
        importId,
        tenantId,
        firstRow,
        results: Buffer.from(letters).toString('latin1'),
        superseded: index === runs.length - 1 ? superseded.join() : '',
      })),
    );
    if (pages.length === 0) return;
    await client.query({
      name: 'insert-row-results',
      text: `INSERT INTO import_row_results (import_id, tenant_id, first_row, results, superseded)
        SELECT import_id, tenant_id, first_row, results, string_to_array(superseded, ',')::bigint[]
        FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::text[])
          AS page (import_id, tenant_id, first_row, results, superseded)`,
      values: [
        pages.map(({ importId }) => importId),
        pages.map(({ tenantId }) => tenantId),
        pages.map(({ firstRow }) => firstRow),
        pages.map(({ results }) => results),
        pages.map(({ superseded }) => superseded),
      ],
    });
  }
}
