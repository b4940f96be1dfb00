import { ROW_RESULTS, type RowResult, type RowResultLetter } from '#shared/imports/row-results.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { asTenant } from '#shared/postgres/transaction.ts';
import type { Tenant } from '../http/caller.ts';

/** Letters of rows that follow each other. */
export interface ResultPage {
  readonly firstRow: number;
  readonly letters: string;
}

/** The stored results of an import's rows (table `import_row_results`). */
export interface StoredResults {
  /** The pages that have any of these rows, and those between. */
  pages(firstRow: number, lastRow: number): Promise<readonly ResultPage[]>;
  /** Rows that later rows supersede, whatever their letters say; all there are, in lists of thousands. */
  superseded(): AsyncIterable<readonly number[]>;
}

/**
 * Rows whose results are in memory, a byte each. All lists of superseded rows are read for each block: five times for the
 * largest file.
 */
const BLOCK_ROWS = 2 ** 20;

const SKIPPED = 'c' satisfies RowResultLetter;
const SUPERSEDED = ('s' satisfies RowResultLetter).charCodeAt(0);

const RESULTS = new Map<number, RowResult>(
  Object.entries(ROW_RESULTS).map(([letter, result]) => [letter.charCodeAt(0), result]),
);

/** What became of the rows of an import, which are asked for in their order. It holds a block of them. */
export class RowResults {
  readonly #stored: StoredResults;
  readonly #letters: Buffer;
  /** The first row of the block in memory; 0 before any is. */
  #firstRow = 0;

  constructor(stored: StoredResults, blockRows = BLOCK_ROWS) {
    this.#stored = stored;
    this.#letters = Buffer.alloc(blockRows);
  }

  /** Undefined when the row is not in the block in memory. A row that was never taken in was skipped. */
  of(row: number): RowResult | undefined {
    if (this.#firstRow === 0) return undefined;
    const index = row - this.#firstRow;
    return index < 0 ? undefined : RESULTS.get(this.#letters[index] ?? 0);
  }

  /** Loads the block that begins with `row`. */
  async load(row: number): Promise<void> {
    const letters = this.#letters;
    const rows = letters.length;
    this.#firstRow = row;
    letters.fill(SKIPPED);
    for (const page of await this.#stored.pages(row, row + rows - 1)) {
      const start = page.firstRow - row;
      const ofBlock = page.letters.slice(Math.max(0, -start), rows - start);
      letters.write(ofBlock, Math.max(0, start), 'latin1');
    }
    for await (const superseded of this.#stored.superseded()) {
      for (const one of superseded) if (one >= row && one < row + rows) letters[one - row] = SUPERSEDED;
    }
  }
}

/** A row of an import, and what became of it. */
export interface RowWithResult {
  readonly row: number;
  readonly result: RowResult;
}

/**
 * The first rows of a range that a condition holds for.
 *
 * @param limit how many at most
 */
export async function findRows(
  results: RowResults,
  { firstRow, lastRow, limit }: { firstRow: number; lastRow: number; limit: number },
  isSought: (result: RowResult) => boolean,
): Promise<RowWithResult[]> {
  const found: RowWithResult[] = [];
  for (let row = firstRow; row <= lastRow && found.length < limit; row += 1) {
    let result = results.of(row);
    if (result === undefined) {
      await results.load(row);
      result = results.of(row) ?? 'skipped';
    }
    if (isSought(result)) found.push({ row, result });
  }
  return found;
}

/** Pages whose lists of superseded rows are read at once: a batch has some thousand rows. */
const LISTS_AT_ONCE = 100;

/** Reads what is stored under an import's id, or a check run's. */
export function storedResults(pool: Pool, tenant: Tenant, importId: string): StoredResults {
  return {
    async pages(firstRow, lastRow) {
      const { rows } = await asTenant(pool, tenant.slug, (client) =>
        client.query<ResultPage>(
          `SELECT first_row AS "firstRow", results AS letters FROM import_row_results
           WHERE tenant_id = $1 AND import_id = $2 AND first_row <= $4 AND first_row >= coalesce((
             SELECT max(first_row) FROM import_row_results WHERE import_id = $2 AND first_row <= $3), $3)
           ORDER BY first_row`,
          [tenant.id, importId, firstRow, lastRow],
        ),
      );
      return rows;
    },
    async *superseded() {
      let after = 0;
      for (;;) {
        const { rows } = await asTenant(pool, tenant.slug, (client) =>
          client.query<{ first_row: number; superseded: string }>(
            `SELECT first_row, array_to_string(superseded, ',') AS superseded FROM import_row_results
             WHERE tenant_id = $1 AND import_id = $2 AND first_row > $3 AND superseded <> '{}'
             ORDER BY first_row LIMIT ${LISTS_AT_ONCE}`,
            [tenant.id, importId, after],
          ),
        );
        for (const { first_row, superseded } of rows) {
          after = first_row;
          yield superseded.split(',').map(Number);
        }
        if (rows.length < LISTS_AT_ONCE) return;
      }
    },
  };
}
