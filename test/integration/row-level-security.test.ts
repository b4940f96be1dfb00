import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceEnvironment } from '../support/credentials.ts';
import { importFile, sql } from '../support/product.ts';

/** Bound to one tenant, and seeing every tenant's rows because they work for all. */
const BOUND = ['lms_ingest', 'lms_portal'] as const;
const FOR_ALL = ['lms_producer', 'lms_writer', 'lms_aggregator'] as const;

const URLS: Readonly<Record<(typeof BOUND)[number] | (typeof FOR_ALL)[number], readonly [string, string]>> = {
  lms_ingest: ['ingest', 'POSTGRES_URL'],
  lms_producer: ['ingest', 'POSTGRES_PRODUCER_URL'],
  lms_writer: ['transcript-writer', 'POSTGRES_URL'],
  lms_aggregator: ['aggregator', 'POSTGRES_URL'],
  lms_portal: ['portal', 'POSTGRES_URL'],
};

const clients = new Map<string, pg.Client>();

beforeAll(async () => {
  const csv = (user: string) =>
    `Username,Course Number,Course Name,Course Type,Completion Date\n${user},RLS-1,Safety,OJT,2020-02-01\n${user},RLS-2,Safety,OJT,\n`;
  await importFile(csv('cameron.graham'));
  await importFile(csv('kim.larsen'), { client: 'globex-hr' });
  for (const [role, [service, variable]] of Object.entries(URLS)) {
    const client = new pg.Client({ connectionString: serviceEnvironment(service)[variable] });
    await client.connect();
    clients.set(role, client);
  }
});

afterAll(async () => {
  for (const client of clients.values()) await client.end();
});

/** Runs a statement as a role, in a transaction begun for a tenant, and takes back what it did. */
async function as<Row extends pg.QueryResultRow>(
  role: string,
  tenant: string | undefined,
  text: string,
): Promise<Row[]> {
  const client = clients.get(role);
  if (client === undefined) throw new Error(`Not signed in as ${role}`);
  await client.query('BEGIN');
  try {
    if (tenant !== undefined) await client.query("SELECT set_config('lms.tenant', $1, true)", [tenant]);
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** Tables with a tenant, that `role` may read. */
async function readableTables(role: string): Promise<string[]> {
  const rows = await sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND has_table_privilege($1, c.oid, 'SELECT')
     ORDER BY 1`,
    [role],
  );
  return rows.map(({ name }) => name);
}

it('every table that has a tenant forces row-level security, and no service owns a table', async () => {
  const open = await sql(
    `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
  );
  expect(open).toEqual([]);
  const owned = await sql(
    'SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = ANY($1) OR pg_get_userbyid(relowner) = $2',
    [[...BOUND, ...FOR_ALL], 'public'],
  );
  expect(owned).toEqual([]);
  const mighty = await sql(
    'SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls)',
    [[...BOUND, ...FOR_ALL, 'lms_owner']],
  );
  expect(mighty).toEqual([]);
});

describe.each(BOUND)('%s', (role) => {
  it.each([undefined, '', 'nobody', "acme' OR true --"])('sees nothing for the tenant %s', async (tenant) => {
    for (const table of await readableTables(role))
      expect(await as(role, tenant, `SELECT FROM ${table} LIMIT 1`), table).toEqual([]);
  });

  it.each(['acme', 'globex'])('sees the rows of %s alone', async (tenant) => {
    const [id] = await sql<{ tenant_id: number }>('SELECT tenant_id FROM tenants WHERE slug = $1', [tenant]);
    const seen = new Set<string>();
    for (const table of await readableTables(role)) {
      const rows = await as<{ tenant_id: number }>(role, tenant, `SELECT DISTINCT tenant_id FROM ${table}`);
      expect(
        rows.filter((row) => row.tenant_id !== id?.tenant_id),
        table,
      ).toEqual([]);
      if (rows.length > 0) seen.add(table);
    }
    expect([...seen]).toEqual(expect.arrayContaining(['imports', 'tenants']));
  });

  it("cannot write another tenant's rows", async () => {
    const [other] = await sql<{ id: number; import_id: string }>(
      "SELECT t.tenant_id AS id, i.import_id FROM tenants t JOIN imports i USING (tenant_id) WHERE t.slug = 'globex' LIMIT 1",
    );
    await expect(
      as(
        role,
        'acme',
        `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us)
        VALUES (${other?.id}, 'courses', 'feed', 'x', 1)`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      as(
        role,
        'acme',
        `INSERT INTO audit_events (tenant_id, actor, action) VALUES (${other?.id}, 'x', 'feed.opened')`,
      ),
    ).rejects.toMatchObject({ code: '42501' });
  });
});

/** What no role of a service has any business doing. */
const FORBIDDEN: [string, string][] = [
  ...[...BOUND, ...FOR_ALL].flatMap((role): [string, string][] => [
    [role, "UPDATE people SET username = 'x'"],
    [role, 'DELETE FROM imports'],
    [role, 'UPDATE tenants SET max_file_bytes = 1'],
    [role, 'UPDATE audit_events SET actor = $$x$$'],
    [role, 'CREATE TABLE mine (id int)'],
    [role, 'SET ROLE lms_owner'],
    [role, 'DROP TABLE outbox'],
    // Disk that no limit counts.
    [role, 'CREATE TEMPORARY TABLE mine (id int)'],
    [role, 'CREATE TEMPORARY SEQUENCE mine'],
    [role, 'SELECT lo_create(0)'],
    [role, 'SELECT lo_creat(-1)'],
    [role, "SELECT lo_from_bytea(0, 'x')"],
    [role, "SELECT lo_put(1, 0, 'x')"],
    [role, 'SELECT lo_unlink(1)'],
  ]),
  ...(['lms_ingest', 'lms_producer', 'lms_aggregator', 'lms_portal'] as const).flatMap(
    (role): [string, string][] => [
      [role, "UPDATE course_records SET course_name = 'x'"],
      [role, 'DELETE FROM certification_records'],
      [role, 'UPDATE consumer_positions SET next_offset = 0'],
      [role, "UPDATE outbox SET changes = '{}'"],
      [role, 'INSERT INTO outbox SELECT * FROM outbox'],
      [role, 'UPDATE import_progress SET last_row = 0'],
    ],
  ),
  // Aggregator deletes what it has made durable.
  ...(['lms_ingest', 'lms_producer', 'lms_portal'] as const).map((role): [string, string] => [
    role,
    'DELETE FROM outbox',
  ]),
  ...(['lms_ingest', 'lms_producer', 'lms_writer', 'lms_portal'] as const).map((role): [string, string] => [
    role,
    'UPDATE mirror_positions SET sequence = 0',
  ]),
  ...(['lms_ingest', 'lms_writer', 'lms_portal'] as const).flatMap((role): [string, string][] => [
    [role, 'UPDATE import_leases SET fencing_token = 0'],
    [role, 'UPDATE import_counts SET successes = 0'],
    [role, "UPDATE imports SET status = 'complete'"],
  ]),
];

it('lms_producer removes no import that was not discarded, and nobody else removes any', async () => {
  const complete = "SELECT import_id FROM imports WHERE status LIKE 'complete%' ORDER BY import_id";
  const before = await sql<{ import_id: string }>(complete);
  await clients.get('lms_producer')?.query('SELECT remove_import($1)', [before[0]?.import_id]);
  expect(await sql(complete)).toEqual(expect.arrayContaining(before));
  await expect(
    as('lms_ingest', 'acme', `SELECT remove_import('${before[0]?.import_id}')`),
  ).rejects.toMatchObject({ code: '42501' });
});

it.each(FORBIDDEN)('%s may not: %s', async (role, statement) => {
  await expect(as(role, 'acme', statement)).rejects.toMatchObject({ code: '42501' });
});
