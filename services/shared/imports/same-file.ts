import { APPLIED_IMPORT } from './import-view.ts';

/**
 * An expression in SQL: the latest import of a file of these bytes and this type, of those that write records.
 * One that was undone counts as never uploaded.
 *
 * @param sha256 an expression; a column of the row that it is asked for begins with `imports.`
 */
export function sameFile(sha256: string, type: string): string {
  return `(SELECT import_id FROM imports AS other
      WHERE other.original_sha256 = ${sha256} AND other.type = ${type} AND other.undone_by IS NULL AND ${APPLIED_IMPORT}
      ORDER BY accepted_us DESC LIMIT 1)`;
}
