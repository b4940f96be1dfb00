import { afterAll, beforeAll, expect, it } from 'vitest';
import { emptyPublishedBatch } from '../../services/aggregator/flush/published-batch.ts';
import { storeCounts } from '../../services/aggregator/flush/store-counts.ts';
import { eventually, sql } from '../support/product.ts';
import { createTestDatabase, type TestDatabase } from './writer/test-database.ts';

/** Of several rows that are waited for, PostgreSQL never missed the first. */
const IMPORTS = 8;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('counts_behind_locks', ['aggregator', 'POSTGRES_URL']);
  // Rows are looked up one by one, as in a table of many imports.
  for (const setting of ['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan'])
    await database.admin.query(`ALTER DATABASE counts_behind_locks SET ${setting} = off`);
  await database.admin.query("INSERT INTO tenants (slug, name) VALUES ('t', 'T')");
});
afterAll(() => database?.drop());

/** Adds running imports, which are check runs of others when `checkOf` says so. */
async function addImports(checkOf: readonly string[] = []): Promise<string[]> {
  const { rows } = await database.admin.query<{ import_id: string }>(
    `INSERT INTO imports (tenant_id, type, source, initiated_by, accepted_us, total, files_removed_at, status, check_of)
     SELECT tenant_id, 'courses', 'file', 'someone', tenant_id * 1000000 + clock.number, 1, now(), 'in_progress', checked.id
     FROM tenants, (SELECT count(*) FROM imports) AS so_far (rows),
       LATERAL generate_series(so_far.rows + 1, so_far.rows + $1) WITH ORDINALITY AS clock (number, nth)
       LEFT JOIN unnest($2::uuid[]) WITH ORDINALITY AS checked (id, nth) USING (nth)
     RETURNING import_id`,
    [IMPORTS, checkOf],
  );
  return rows.map((row) => row.import_id);
}

/** Stores counts of imports while another transaction changes some, which commits once it is waited for. */
async function countWhileChanged(counted: readonly string[], changed: readonly string[]) {
  const { admin, service } = database;
  await admin.query('BEGIN');
  await admin.query('UPDATE imports SET last_updated = now() WHERE import_id = ANY ($1::uuid[])', [changed]);
  const storing = storeCounts(service, {
    ...emptyPublishedBatch(),
    timeline: 0,
    counts: counted.map((importId) => ({
      ...{ importId, partition: 0, successes: 1, failures: 0, skipped: 0, sequence: 1 },
    })),
  });
  await eventually(
    () =>
      sql("SELECT FROM pg_stat_activity WHERE datname = 'counts_behind_locks' AND wait_event_type = 'Lock'"),
    (waiting) => waiting.length > 0,
  );
  await admin.query('COMMIT');
  return storing;
}

it('counts rows of imports that another transaction changes at that moment', async () => {
  const ids = await addImports();
  const { unknown, touched } = await countWhileChanged(ids, ids);
  expect(unknown).toEqual([]);
  expect([...touched].sort()).toEqual([...ids].sort());
});

it('counts rows of check runs while another transaction changes what they are of', async () => {
  const checked = await addImports();
  const ids = await addImports(checked);
  expect((await countWhileChanged(ids, [...checked, ...ids])).unknown).toEqual([]);
});
