/**
 * A condition in SQL for imports to be locked: those that $1 lists, and the import that a check run among them is of. As
 * one array: joined with a list of ids, even one that it makes of a subquery, PostgreSQL leaves out rows that another
 * transaction changes while this one waits for their locks, as if there were none.
 */
export const WITH_CHECKED_IMPORTS = `import_id = ANY ($1::uuid[] || ARRAY(
  SELECT check_of FROM imports WHERE import_id = ANY ($1::uuid[]) AND check_of IS NOT NULL))`;

/** As {@link WITH_CHECKED_IMPORTS}, with the import that an undo among them takes back. */
export const WITH_RELATED_IMPORTS = `import_id = ANY ($1::uuid[] || ARRAY(
  SELECT coalesce(check_of, undoes) FROM imports
  WHERE import_id = ANY ($1::uuid[]) AND (check_of IS NOT NULL OR undoes IS NOT NULL)))`;
