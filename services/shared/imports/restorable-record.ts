/**
 * A condition in SQL: a line of `course_record_history` may become current again when a record of the import `undone` is
 * taken back. Of several, the one of the highest position does ({@link HIGHEST_FIRST}); where there is none, there was no
 * record. Imports that are undone are passed over, as if they had never been.
 *
 * @param line the name that the history has in the statement
 * @param tenant an expression: the tenant's id
 * @param undone an expression: the import's id
 */
export function isRestorable(line: string, tenant: string, undone: string): string {
  return `${line}.outcome IN ('replaced', 'overtaken') AND ${line}.import_id IS DISTINCT FROM ${undone}
      AND (${line}.import_id IS NULL OR ${line}.import_id NOT IN (
        SELECT other.import_id FROM imports AS other WHERE other.tenant_id = ${tenant} AND other.undone_by IS NOT NULL))`;
}

/** A record that came back and was replaced again has a line of each time, of the same position and the same values. */
export const HIGHEST_FIRST = 'position_us DESC, position_source DESC, position_number DESC, version DESC';
