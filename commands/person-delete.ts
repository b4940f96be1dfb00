import { parseArgs } from 'node:util';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import { LmsError } from '#shared/errors.ts';
import { createKafkaAdmin } from '#shared/kafka/admin.ts';
import { sweepAbandoned } from '#shared/object-store/intents.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { createPool, type Pool } from '#shared/postgres/pool.ts';
import { createLogger } from '#shared/runtime/logging.ts';
import { clickhouseOf, type Endpoints, kafkaOf, objectStoreOf, readEndpoints } from './config.ts';
import { untilMirrored } from './mirror/until-mirrored.ts';
import { cleanFiles } from './person/clean-files.ts';
import { deleteFromMirror } from './person/delete-from-mirror.ts';
import { deleteRows, refuseWhileImporting } from './person/delete-rows.ts';
import { findPerson } from './person/person.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = 'npm run person:delete -- --tenant <slug> (<username> | --id <person id>)';

await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({
    options: { tenant: { type: 'string' }, id: { type: 'string' } },
    allowPositionals: true,
  });
  const [username, ...more] = positionals;
  const { tenant, id } = values;
  if (tenant === undefined || (username === undefined) === (id === undefined) || more.length > 0) {
    throw new UsageError('Name a tenant and one person.');
  }
  if (id !== undefined && !/^[1-9]\d{0,14}$/.test(id)) throw new UsageError('--id must be a number.');
  const stores = openStores(await readEndpoints());
  try {
    if (username === undefined) await finishDeletion(stores, tenant, Number(id));
    else await deletePerson(stores, tenant, username);
  } finally {
    await stores.close();
  }
  return 0;
});

function openStores(endpoints: Endpoints) {
  const pool = createPool(endpoints.postgres.url, {
    applicationName: 'person-delete',
    max: 2,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  const clickhouse = createClickHouse(clickhouseOf(endpoints), 'person-delete');
  const kafka = createKafkaAdmin(
    kafkaOf(endpoints),
    'person-delete',
    createLogger('person-delete', 'silent'),
  );
  return {
    pool,
    clickhouse,
    store: createObjectStore(objectStoreOf(endpoints)),
    kafka,
    close: () => Promise.all([pool.end(), clickhouse.close(), kafka.close()]),
  };
}
type Stores = ReturnType<typeof openStores>;

/**
 * Deletes a person from every store: from files first, while it is known whom to look for, then from PostgreSQL, then
 * from the mirror. Interrupted before PostgreSQL has committed it can be done again, and after that be finished by id.
 */
async function deletePerson(stores: Stores, tenant: string, username: string): Promise<void> {
  const { pool, store } = stores;
  const person = await findPerson(pool, tenant, username);
  await refuseWhileImporting(pool, person.tenantId);
  const seen = new Set<string>();
  let files = await cleanFiles(pool, store, person, seen);
  await deleteRows(pool, person);
  console.log(
    `Deleted from PostgreSQL. Should the rest be interrupted: --tenant ${tenant} --id ${person.personId}`,
  );
  // What was uploaded meanwhile.
  files += await cleanFiles(pool, store, person, seen);
  console.log(`Removed the files of ${files} imports that named the person.`);
  await finishDeletion(stores, tenant, person.personId);
}

/** What is left once PostgreSQL knows the person no more; may be done again. */
async function finishDeletion(stores: Stores, tenant: string, personId: number): Promise<void> {
  const { pool, clickhouse, kafka, store } = stores;
  const { tenantId, version } = await tenantWithout(pool, tenant, personId);
  await untilMirrored(pool, kafka);
  await deleteFromMirror(clickhouse, { tenantId, personId }, version);
  while ((await sweepAbandoned(pool, store)) > 0);
  console.log('Deleted from the mirror. Kafka and backups forget by age: see deploy/runbook.md.');
}

/** @throws LmsError `configuration` when there is no such tenant, or it still has the person */
async function tenantWithout(
  pool: Pool,
  slug: string,
  personId: number,
): Promise<{ tenantId: number; version: number }> {
  const { rows } = await pool.query<{ tenant_id: number; people_version: number; known: boolean }>(
    `SELECT tenant_id, people_version, EXISTS (SELECT FROM people
       WHERE people.tenant_id = tenants.tenant_id AND person_id = $2) AS known
     FROM tenants WHERE slug = $1`,
    [slug, personId],
  );
  const [row] = rows;
  if (row === undefined) throw new LmsError('configuration', `There is no tenant ${slug}`);
  if (row.known) throw new LmsError('configuration', 'The person is there: name them by username.');
  return { tenantId: row.tenant_id, version: row.people_version };
}
