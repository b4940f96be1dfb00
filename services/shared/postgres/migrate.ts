import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { LmsError } from '../errors.ts';
import { retry } from '../runtime/retry.ts';
import { ADVISORY_LOCKS } from './advisory-locks.ts';

const MIGRATIONS = new URL('../../../schemas/postgres/', import.meta.url);

/**
 * First line of a migration whose statements cannot run in a transaction (CREATE INDEX CONCURRENTLY). Each runs by itself,
 * and all of them once more when the migration was interrupted: they must be idempotent.
 */
const OUTSIDE_TRANSACTION = '-- migrate: outside a transaction';

/**
 * How long a migration waits for a lock. Whoever comes after it waits behind it, so that a long query would stop every
 * import and page for as long as it takes; with this they stop for two seconds at most, and the migration tries again.
 */
const LOCK_TIMEOUT = '2s';
const LOCK_NOT_AVAILABLE = '55P03';

/** Long enough that others get through between two attempts. */
const LOCK_BACKOFF = { firstMs: 1_000, maxMs: 10_000 };

/** After so long without the lock a person has to end what holds it. */
const LOCK_WITHIN_MS = 5 * 60_000;

/** How often a migration that another process runs is asked after. */
const LOCK_POLL_MS = 100;

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

/**
 * Brings a database to the newest schema and gives the service roles their passwords. May run in several
 * processes at once, and again at every start. Each migration is one transaction that first inserts its row, so a
 * process killed in the middle leaves nothing half done.
 *
 * @param adminUrl a connection that may create roles and tables
 * @param passwords password of each service role that may sign in, by role name
 * @param options.folder of the migrations; the product's own when left out
 * @param options.lockWithinMs how long locks that others hold are tried for
 * @throws LmsError `configuration` when a migration is not what was applied under its name, and `unavailable` when a lock
 *   is held for too long
 */
export async function migratePostgres(
  adminUrl: string,
  passwords: Readonly<Record<string, string>>,
  options: { folder?: URL; lockWithinMs?: number } = {},
): Promise<void> {
  const { folder = MIGRATIONS, lockWithinMs = LOCK_WITHIN_MS } = options;
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'migrate' });
  await client.connect();
  try {
    await lockMigrations(client);
    await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    await client.query('ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS checksum text');
    for (const migration of await readMigrations(folder)) {
      if (!(await isApplied(client, migration))) await apply(client, migration, lockWithinMs);
    }
    for (const [role, password] of Object.entries(passwords)) await setPassword(client, role, password);
  } finally {
    await client.end();
  }
}

/**
 * Asked for again and again: whoever waits for it within a statement is waited for by the migration that holds it, once that
 * builds an index beside others.
 */
async function lockMigrations(client: pg.Client): Promise<void> {
  while (true) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [
      ADVISORY_LOCKS.migration,
    ]);
    if (rows[0]?.locked === true) return;
    await wait(LOCK_POLL_MS);
  }
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** One applied before checksums were kept gets that of its file. */
async function isApplied(client: pg.Client, { name, checksum }: Migration): Promise<boolean> {
  await client.query('UPDATE schema_migrations SET checksum = $2 WHERE name = $1 AND checksum IS NULL', [
    name,
    checksum,
  ]);
  const { rows } = await client.query<{ checksum: string; applied_at: Date }>(
    'SELECT checksum, applied_at FROM schema_migrations WHERE name = $1',
    [name],
  );
  const [applied] = rows;
  if (applied !== undefined && applied.checksum !== checksum) {
    throw new LmsError(
      'configuration',
      `Migration ${name} is not the one that this database got on ${applied.applied_at.toISOString()}: its file was ` +
        'changed afterwards. Put back the file of the release, and make the change in a new migration.',
    );
  }
  return applied !== undefined;
}

async function apply(client: pg.Client, migration: Migration, lockWithinMs: number): Promise<void> {
  const run = migration.text.startsWith(OUTSIDE_TRANSACTION) ? runEach : runInTransaction;
  try {
    await retry(() => run(client, migration), {
      isRetryable: isLockTimeout,
      backoff: LOCK_BACKOFF,
      signal: AbortSignal.timeout(lockWithinMs),
    });
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw new LmsError(
      'unavailable',
      `Migration ${migration.name} got no lock for ${lockWithinMs / 1_000} s: another session holds it. Find the session in ` +
        'pg_stat_activity (the oldest xact_start), end it, and migrate again; nothing was changed.',
      { cause: error },
    );
  }
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
}

async function runInTransaction(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await remember(client, migration);
    await client.query(migration.text);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/**
 * Every statement ends with a semicolon at the end of its line. None waits in front of others: building an index beside
 * imports waits for the transactions before it, however long they take, and holds up nobody.
 */
async function runEach(client: pg.Client, migration: Migration): Promise<void> {
  const statements = migration.text
    .split(/;[ \t]*$/m)
    .filter((statement) => statement.replace(/^--.*$/gm, '').trim() !== '');
  await client.query('SET lock_timeout = 0');
  for (const statement of statements) await client.query(statement);
  await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  await remember(client, migration);
}

async function remember(client: pg.Client, { name, checksum }: Migration): Promise<void> {
  await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
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
