/**
 * A condition in SQL: a line of `course_record_history` may become current again when a record of the import `undone` is
 * taken back. Of several, the one of the highest position does ({@link HIGHEST_FIRST}); where there is none, there was no
 * record. Imports that are undone are passed over, as if they had never been.
 *
 * Undos of a tenant take turns: what one that was accepted later undoes stands until then, and counts for good when that one
 * is cancelled.
 *
 * @param line the name that the history has in the statement
 * @param tenant an expression: the tenant's id
 * @param undone an expression: the import's id
 * @param undo an expression: the id of the undo that takes the record back; without it, one that is accepted now
 */
export function isRestorable(line: string, tenant: string, undone: string, undo?: string): string {
  const inTurn =
    undo === undefined
      ? ''
      : ` AND EXISTS (SELECT FROM imports AS earlier, imports AS own WHERE earlier.import_id = other.undone_by
          AND own.import_id = ${undo} AND earlier.accepted_us <= own.accepted_us)`;
  return `${line}.outcome IN ('replaced', 'overtaken') AND ${line}.import_id IS DISTINCT FROM ${undone}
      AND (${line}.import_id IS NULL OR ${line}.import_id NOT IN (
        SELECT other.import_id FROM imports AS other WHERE other.tenant_id = ${tenant} AND other.undone_by IS NOT NULL${inTurn}))`;
}

/** A record that came back and was replaced again has a line of each time, of the same position and the same values. */
export const HIGHEST_FIRST = 'position_us DESC, position_source DESC, position_number DESC, version DESC';
