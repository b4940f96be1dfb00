import pg from 'pg';

/** SQLSTATE of a second row of one key. */
const UNIQUE_VIOLATION = '23505';

/** Whether PostgreSQL has refused a row because another one of its key is there, or was committed meanwhile. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION;
}
