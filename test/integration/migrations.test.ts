import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { endpoints, eventually, sql } from '../support/product.ts';
import { inDatabase } from './writer/test-database.ts';

const NAME = 'migrations_test';
let folder = '';
let adminUrl = '';
let client: pg.Client;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await sql(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await sql(`CREATE DATABASE ${NAME}`);
  adminUrl = inDatabase(endpoints().postgres.url, NAME);
  client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await sql(`DROP DATABASE ${NAME} WITH (FORCE)`);
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const migrate = (lockWithinMs?: number) =>
  migratePostgres(
    adminUrl,
    {},
    {
      folder: pathToFileURL(`${folder}/`),
      ...(lockWithinMs === undefined ? {} : { lockWithinMs }),
    },
  );
const applied = async () =>
  (await client.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name')).rows.map(
    ({ name }) => name,
  );

describe('a migration', () => {
  it('is applied once, in the order of the names', async () => {
    await write('0002_b.sql', 'INSERT INTO one VALUES (2);');
    await write('0001_a.sql', 'CREATE TABLE one (n int); INSERT INTO one VALUES (1);');
    await migrate();
    await migrate();
    expect((await client.query('SELECT n FROM one ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await applied()).toEqual(['0001_a.sql', '0002_b.sql']);
  });

  it('that was changed after it was applied is refused, and nothing after it is applied', async () => {
    await write('0001_a.sql', 'CREATE TABLE one (n int);');
    await migrate();
    await write('0001_a.sql', 'CREATE TABLE one (n bigint);');
    await write('0002_b.sql', 'CREATE TABLE two (n int);');
    await expect(migrate()).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(
        /^Migration 0001_a\.sql is not the one that this database got on \d{4}-/,
      ),
    });
    expect(await applied()).toEqual(['0001_a.sql']);
  });

  it('of before checksums were kept gets that of its file', async () => {
    await client.query(
      'CREATE TABLE schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    await client.query("INSERT INTO schema_migrations (name) VALUES ('0001_a.sql')");
    await write('0001_a.sql', 'CREATE TABLE one (n int);');
    await migrate();
    await migrate();
    expect((await client.query("SELECT to_regclass('one') AS one")).rows).toEqual([{ one: null }]);
    await write('0001_a.sql', 'CREATE TABLE one (n bigint);');
    await expect(migrate()).rejects.toThrow('0001_a.sql is not the one');
  });

  it('that fails leaves nothing, and is applied when it is mended', async () => {
    await write('0001_a.sql', 'CREATE TABLE one (n int); SELECT 1 / 0;');
    await expect(migrate()).rejects.toThrow('division by zero');
    expect(await applied()).toEqual([]);
    await write('0001_a.sql', 'CREATE TABLE one (n int);');
    await migrate();
    expect(await applied()).toEqual(['0001_a.sql']);
  });

  it('outside a transaction is applied statement by statement', async () => {
    await write('0001_a.sql', 'CREATE TABLE one (n int);');
    await write(
      '0002_index.sql',
      '-- migrate: outside a transaction\n-- Beside imports.\nDROP INDEX CONCURRENTLY IF EXISTS one_n;\n' +
        'CREATE INDEX CONCURRENTLY one_n\n  ON one (n);\n',
    );
    await migrate();
    await migrate();
    expect(
      (await client.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_n'::regclass")).rows,
    ).toEqual([{ indisvalid: true }]);
    expect(await applied()).toEqual(['0001_a.sql', '0002_index.sql']);
  });

  it('that was interrupted outside a transaction runs again', async () => {
    await write('0001_a.sql', 'CREATE TABLE one (n int);');
    const text =
      '-- migrate: outside a transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS one_n ON one (n);\nSELECT 1 / 0;\n';
    await write('0002_index.sql', text);
    await expect(migrate()).rejects.toThrow('division by zero');
    expect(await applied()).toEqual(['0001_a.sql']);
    await write('0002_index.sql', text.replace('1 / 0', '1'));
    await migrate();
    expect(await applied()).toEqual(['0001_a.sql', '0002_index.sql']);
  });
});

describe('a lock that somebody holds', () => {
  beforeEach(async () => {
    await write('0001_a.sql', 'CREATE TABLE one (n int);');
    await migrate();
    await write('0002_b.sql', 'ALTER TABLE one ADD COLUMN more int;');
    await client.query('BEGIN');
    await client.query('SELECT FROM one');
  });

  it('lets others pass while the migration waits, and the migration once it is free', async () => {
    const migrating = migrate();
    const reader = new pg.Client({ connectionString: adminUrl, query_timeout: 30_000 });
    await reader.connect();
    try {
      await eventually(
        async () =>
          await sql(
            "SELECT FROM pg_stat_activity WHERE application_name = 'migrate' AND wait_event_type = 'Lock'",
          ),
        (waiting) => waiting.length > 0,
      );
      // Behind the migration's lock, until it gives up for a moment.
      await reader.query('SELECT FROM one');
    } finally {
      await reader.end();
    }
    await client.query('COMMIT');
    await migrating;
    expect(await applied()).toEqual(['0001_a.sql', '0002_b.sql']);
  });

  it('for too long is named', async () => {
    await expect(migrate(100)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(
        /^Migration 0002_b\.sql got no lock for 0\.1 s: another session holds it/,
      ),
    });
    await client.query('COMMIT');
    expect(await applied()).toEqual(['0001_a.sql']);
  });
});
