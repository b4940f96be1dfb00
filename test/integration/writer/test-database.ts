import pg from 'pg';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { serviceEnvironment } from '../../support/credentials.ts';
import { endpoints, sql } from '../../support/product.ts';

export interface TestDatabase {
  /** Signed in as transcript-writer. */
  readonly writer: Pool;
  /** Signed in as a superuser. */
  readonly admin: pg.Client;
  drop(): Promise<void>;
}

/** A migrated database of its own on the running server, so that no service reads what a test writes. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await sql(`CREATE DATABASE ${name}`);
  const adminUrl = inDatabase(endpoints().postgres.url, name);
  await migratePostgres(adminUrl, {});
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const writer = createPool(inDatabase(serviceEnvironment('transcript-writer')['POSTGRES_URL'] ?? '', name), {
    applicationName: 'test',
    max: 12,
    onError: () => undefined,
  });
  return {
    writer,
    admin,
    async drop() {
      await writer.end();
      await admin.end();
      await sql(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function inDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
