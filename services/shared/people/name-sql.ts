/**
 * An expression in SQL: the name of the tenant's person who has this username, or null where it is a program's, or nobody's
 * any more. A username that SQL folds otherwise than {@link foldUsername} goes without its name.
 *
 * @param table has `tenant_id`
 * @param column of the table, with usernames as they were typed
 */
export function personName(table: string, column: string): string {
  return `(SELECT people.first_name || ' ' || people.last_name FROM people
    WHERE people.tenant_id = ${table}.tenant_id AND people.username_folded = lower(${table}.${column}))`;
}

/**
 * A condition in SQL: the username, or the name of the person who has it, contains what the LIKE pattern says, whatever the case.
 *
 * @param pattern the pattern's parameter, as in `$1`
 */
export function usernameOrName(table: string, column: string, pattern: string): string {
  return `(lower(${table}.${column}) LIKE lower(${pattern})
    OR lower(${personName(table, column)}) LIKE lower(${pattern}))`;
}
