import pg from 'pg';
import { migratePostgres } from '#shared/postgres/migrate.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { serviceEnvironment } from '../../support/credentials.ts';
import { endpoints, sql } from '../../support/product.ts';

export interface TestDatabase {
  /** Signed in as a service. */
  readonly service: Pool;
  /** Signs in as another service; closed with the database. */
  signInAs(service: string, setting: string): Pool;
  /** Signed in as a superuser. */
  readonly admin: pg.Client;
  drop(): Promise<void>;
}

/**
 * A migrated database of its own on the running server, so that no service reads what a test writes.
 *
 * @param account the service, and the setting of its that holds the address
 */
export async function createTestDatabase(
  name: string,
  [service, setting]: readonly [string, string] = ['transcript-writer', 'POSTGRES_URL'],
): Promise<TestDatabase> {
  await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await sql(`CREATE DATABASE ${name}`);
  const adminUrl = inDatabase(endpoints().postgres.url, name);
  await migratePostgres(adminUrl, {});
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  // Its imports are accepted at times of the tests' own, from 0 on.
  await admin.query('UPDATE history_kept SET since_us = 0');
  const pools: Pool[] = [];
  const signInAs = (as: string, address: string): Pool => {
    const pool = createPool(inDatabase(serviceEnvironment(as)[address] ?? '', name), {
      applicationName: 'test',
      max: 12,
      onError: () => undefined,
    });
    pools.push(pool);
    return pool;
  };
  return {
    service: signInAs(service, setting),
    signInAs,
    admin,
    async drop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await admin.end();
      await sql(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

export function inDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
