/**
 * What became of a row, by the letter that stands for it in `import_row_results.results`, where the rows of a file follow each
 * other. A row that a later row of its import supersedes keeps its letter and is named in `superseded`.
 */
export const ROW_RESULTS = {
  a: 'added',
  o: 'overwritten',
  u: 'unchanged',
  s: 'superseded',
  k: 'kept',
  f: 'failed',
  c: 'skipped',
  // Rows of an undo, each a record.
  r: 'restored',
  d: 'removed',
  t: 'stayed',
} as const;

export type RowResultLetter = keyof typeof ROW_RESULTS;
export type RowResult = (typeof ROW_RESULTS)[RowResultLetter];

/** SQL: how many rows of the pages of a group have a letter, an expression. */
export function countLetter(letter: string): string {
  return `coalesce(sum(length(results) - length(replace(results, ${letter}, ''))), 0)::bigint`;
}
