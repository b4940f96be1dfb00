import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const MIGRATIONS = new URL('../../../schemas/postgres/', import.meta.url);

/** One number for all starters: they queue on it, so that roles, which belong to the whole cluster, are made once. */
const MIGRATION_LOCK = 7_412_005;

/**
 * Brings a database to the newest schema and gives the service roles their passwords. May run in several
 * processes at once, and again at every start. Each migration is one transaction that first inserts its row, so a
 * process killed in the middle leaves nothing half done.
 *
 * @param adminUrl a connection that may create roles and tables
 * @param passwords password of each service role that may sign in, by role name
 */
export async function migratePostgres(
  adminUrl: string,
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    for (const name of await migrationNames()) await applyOnce(client, name);
    for (const [role, password] of Object.entries(passwords)) await setPassword(client, role, password);
  } finally {
    await client.end();
  }
}

async function migrationNames(): Promise<string[]> {
  const names = await readdir(MIGRATIONS);
  return names.filter((name) => name.endsWith('.sql')).sort();
}

async function applyOnce(client: pg.Client, name: string): Promise<void> {
  await client.query('BEGIN');
  try {
    const inserted = await client.query(
      'INSERT INTO schema_migrations (name) VALUES ($1) ON CONFLICT DO NOTHING',
      [name],
    );
    if (inserted.rowCount === 1) await client.query(await readFile(new URL(name, MIGRATIONS), 'utf8'));
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** ALTER ROLE takes no parameters; the server quotes the values into the statement. */
async function setPassword(client: pg.Client, role: string, password: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    "SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', $1::text, $2::text) AS statement",
    [role, password],
  );
  const statement = rows[0]?.statement;
  if (statement !== undefined) await client.query(statement);
}
