import { countLetter } from '#shared/imports/row-results.ts';
import type { Queryable } from '#shared/postgres/pool.ts';

/** What the valid rows of a file came to (schemas/http, RowResults). */
export interface RowCounts {
  readonly added: number;
  readonly overwritten: number;
  readonly unchanged: number;
  readonly superseded: number;
  readonly kept: number;
}

// A row that was superseded has the letter of what it was until then: it is taken from those.
const COUNT = `WITH pages AS (
    SELECT import_id, first_row, results, superseded FROM import_row_results WHERE import_id = ANY($1::uuid[])
  ), letters AS (
    SELECT import_id, letter, ${countLetter('letter')} AS rows
    FROM pages CROSS JOIN unnest(ARRAY['a', 'o', 'u', 's', 'k', 'f', 'c']) AS letter
    GROUP BY import_id, letter
  ), superseded AS (
    SELECT import_id, letter, count(*) AS rows
    FROM (SELECT import_id, unnest(superseded) AS row_number FROM pages) AS earlier
      CROSS JOIN LATERAL (
        SELECT substr(page.results, (row_number - page.first_row + 1)::int, 1) AS letter
        FROM import_row_results AS page
        WHERE page.import_id = earlier.import_id AND page.first_row <= row_number
        ORDER BY page.first_row DESC LIMIT 1
      ) AS was
    GROUP BY import_id, letter
  )
  SELECT import_id, letter, (letters.rows - coalesce(superseded.rows, 0))::bigint AS rows
  FROM letters LEFT JOIN superseded USING (import_id, letter)
  UNION ALL
  SELECT import_id, 's', sum(rows)::bigint FROM superseded GROUP BY import_id`;

/** An import of which every row is accounted for. */
export interface CountedImport {
  readonly import_id: string;
  readonly source: string;
  readonly successes: number;
  readonly failures: number;
  readonly skipped: number;
}

/**
 * What the rows of files came to, by import. Imports are left out of which not every row has a letter: an earlier version
 * wrote some, or rows are unknown.
 */
export async function countResults(
  client: Queryable,
  imports: readonly CountedImport[],
): Promise<ReadonlyMap<string, RowCounts>> {
  const files = imports.filter(({ source }) => source === 'file');
  if (files.length === 0) return new Map();
  const { rows } = await client.query<{ import_id: string; letter: string; rows: number }>(COUNT, [
    files.map(({ import_id }) => import_id),
  ]);
  const counted = new Map<string, RowCounts>();
  for (const { import_id, successes, failures, skipped } of files) {
    const of = rows.filter((row) => row.import_id === import_id);
    const count = (...letters: string[]): number =>
      of.reduce((sum, row) => sum + (letters.includes(row.letter) ? row.rows : 0), 0);
    const isWhole =
      count('a', 'o', 'u', 's', 'k') === successes && count('f') === failures && count('c') === skipped;
    if (!isWhole) continue;
    counted.set(import_id, {
      added: count('a'),
      overwritten: count('o'),
      unchanged: count('u'),
      superseded: count('s'),
      kept: count('k'),
    });
  }
  return counted;
}
