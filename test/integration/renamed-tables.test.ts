import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { endpoints, sql } from '../support/product.ts';
import { inDatabase } from './writer/test-database.ts';

const NAME = 'renamed_tables';
const SCHEMAS = new URL('../../schemas/postgres/', import.meta.url);
const FIRST_RENAME = '0023_names_of_the_field.sql';

let database: pg.Client;

/** A database as the version before the names of the field left it, with an import of each status. */
beforeAll(async () => {
  await sql(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await sql(`CREATE DATABASE ${NAME}`);
  const url = inDatabase(endpoints().postgres.url, NAME);
  database = new pg.Client({ connectionString: url });
  await database.connect();
  await database.query(
    'CREATE TABLE schema_migrations (name text PRIMARY KEY, applied_at timestamptz DEFAULT now())',
  );
  for (const name of (await readdir(SCHEMAS)).sort()) {
    if (name >= FIRST_RENAME) break;
    await database.query(`BEGIN; ${await readFile(new URL(name, SCHEMAS), 'utf8')}; COMMIT`);
    await database.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
  }
  await database.query(`
    WITH tenant AS (INSERT INTO tenants (slug, name) VALUES ('acme', 'Acme') RETURNING tenant_id), added AS (
      INSERT INTO imports (tenant_id, type, source, file_name, initiated_by, accepted_us, status, original_key, reading,
        finishing_until)
      SELECT tenant_id, 'courses', 'file', status, 'avery.admin', number, status, 'original',
        '{"dateFormat": "YYYY-MM-DD", "rowsInTurn": 500, "firstPartition": 3}', now()
      FROM tenant, unnest(ARRAY['In progress', 'Complete', 'Complete but with errors', 'Cancelled'])
        WITH ORDINALITY AS given (status, number)
      RETURNING tenant_id, import_id, accepted_us), produced AS (
      INSERT INTO import_production (import_id, tenant_id, claim, claimed_by, reading_claim, offered_rows, acknowledged_rows)
      SELECT import_id, tenant_id, 4, 'ingest', 4, 2000, 1000 FROM added WHERE accepted_us = 1)
    INSERT INTO import_progress (import_id, partition, tenant_id, claim, last_row, successes, failures, skipped)
    SELECT import_id, 3, tenant_id, 4, 1000, 999, 1, 0 FROM added WHERE accepted_us = 1`);
  await database.query(
    "INSERT INTO consumed (topic, partition, next_offset, cluster_id, sequence) VALUES ('training-records', 3, 1000, 'c', 7)",
  );
  await migratePostgres(url, {});
});

afterAll(async () => {
  await database.end();
  await sql(`DROP DATABASE ${NAME} WITH (FORCE)`);
});

it('keeps where partitions are read, and goes on with their numbers', async () => {
  await database.query(
    `INSERT INTO mirror_positions VALUES ('training-records', 4, 9);
     INSERT INTO consumer_positions (topic, partition, next_offset, cluster_id) VALUES ('training-records', 4, 0, 'c')`,
  );
  const { rows } = await database.query(
    'SELECT topic, partition, next_offset::int, sequence::int FROM consumer_positions ORDER BY partition',
  );
  expect(rows).toEqual([
    { topic: 'training-records', partition: 3, next_offset: 1_000, sequence: 7 },
    { topic: 'training-records', partition: 4, next_offset: 0, sequence: 9 },
  ]);
});

it('keeps leases, progress and parse settings of the import in progress', async () => {
  const { rows } = await database.query(
    `SELECT l.fencing_token::int AS token, l.leased_by, l.offered_rows::int, l.acknowledged_rows::int, p.fencing_token::int,
       p.last_row::int, i.parse_settings
     FROM imports i JOIN import_leases l USING (import_id) JOIN import_progress p USING (import_id)`,
  );
  expect(rows).toEqual([
    {
      token: 4,
      leased_by: 'ingest',
      offered_rows: 2_000,
      acknowledged_rows: 1_000,
      fencing_token: 4,
      last_row: 1_000,
      parse_settings: { dateFormat: 'YYYY-MM-DD', rowsPerStripe: 500, firstPartition: 3 },
    },
  ]);
});

it('gives every status its code', async () => {
  const { rows } = await database.query(
    'SELECT file_name AS before, status FROM imports ORDER BY accepted_us',
  );
  expect(rows).toEqual([
    { before: 'In progress', status: 'in_progress' },
    { before: 'Complete', status: 'complete' },
    { before: 'Complete but with errors', status: 'complete_with_errors' },
    { before: 'Cancelled', status: 'cancelled' },
  ]);
  await expect(database.query("UPDATE imports SET status = 'Complete'")).rejects.toMatchObject({
    code: '23514',
  });
});
