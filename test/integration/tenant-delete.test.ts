import { AclOperations, AclPermissionTypes, ResourcePatternTypes, ResourceTypes } from '@platformatic/kafka';
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import type { ImportView } from '#shared/imports/import-view.ts';
import { createObjectStore } from '#shared/object-store/object-store.ts';
import { readConfig } from '../../services/ingest/config.ts';
import { loadPeople, runCommand, startCommand } from '../support/commands.ts';
import { type Credentials, serviceEnvironment, signedToken } from '../support/credentials.ts';
import { encode, send } from '../support/feed.ts';
import { historyMirrored } from '../support/history-mirrored.ts';
import { adminClient } from '../support/kafka-settings.ts';
import { clickhouse, endpoints, eventually, importFile, sql } from '../support/product.ts';

const SLUG = 'doomed';
const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date\n';

const asDoomed = (): Promise<Credentials> =>
  signedToken({ claims: { tenant: SLUG, roles: ['lms_admin'], sub: 'dora.doomed' } });

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, endpoints().portal), { ...init, headers: await asDoomed() });
}

async function importAsDoomed(type: string, text: string, query = ''): Promise<ImportView> {
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/csv' }), 'history.csv');
  const response = await ask(`/api/imports?type=${type}${query}`, { method: 'POST', body: form });
  expect(response.status, await response.clone().text()).toBe(202);
  const { id } = (await response.json()) as ImportView;
  return eventually(
    async () => (await (await ask(`/api/imports/${id}`)).json()) as ImportView,
    // For ten seconds the portal may take the tenant for the former one, which has no such import.
    ({ status }) => ['Complete', 'Complete but with errors', 'Ready to import'].includes(status),
    120_000,
  );
}

const tenantTables = async () =>
  (
    await sql<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    )
  ).map(({ name }) => name);
const mirrorTables = async () =>
  (
    await clickhouse<{ table: string }>(
      "SELECT DISTINCT table FROM system.columns WHERE database = currentDatabase() AND name = 'tenant_id' ORDER BY table",
    )
  ).map(({ table }) => table);

const objectsOf = async (tenantId: number) =>
  Array.fromAsync(createObjectStore(readConfig(serviceEnvironment('ingest'))).list(`${tenantId}/`));

/** Everything with this tenant's number: rows by table of both databases, and its objects. */
async function holdings(tenantId: number): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of await tenantTables()) {
    const [row] = await sql<{ rows: number }>(
      `SELECT count(*)::int AS rows FROM ${table} WHERE tenant_id = $1`,
      [tenantId],
    );
    found[table] = row?.rows ?? 0;
  }
  for (const table of await mirrorTables()) {
    const [row] = await clickhouse<{ rows: string }>(
      `SELECT count() AS rows FROM ${table} WHERE tenant_id = ${tenantId}`,
    );
    found[`mirror: ${table}`] = Number(row?.rows ?? 0);
  }
  found['objects'] = (await objectsOf(tenantId)).length;
  return Object.fromEntries(Object.entries(found).filter(([, rows]) => rows > 0));
}

/** Services change their rows all the time, also while nothing happens in the tenant. */
const LOOKED_AFTER = new Set(['deliveries', 'imports', 'mirror_checks', 'webhooks']);

/** What another tenant has: the content of its tables, and how much services look after and the mirror has. */
async function contentOf(tenantId: number): Promise<Record<string, string>> {
  // What belongs to a discarded check is removed half a minute later.
  await eventually(
    () => sql("SELECT FROM imports WHERE tenant_id = $1 AND status = 'discarded'", [tenantId]),
    (discarded) => discarded.length === 0,
    120_000,
  );
  await historyMirrored();
  const content: Record<string, string> = {};
  for (const table of await tenantTables()) {
    const sum = LOOKED_AFTER.has(table)
      ? 'count(*)'
      : "md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), ''))";
    const [row] = await sql<{ sum: string }>(`SELECT ${sum} AS sum FROM ${table} t WHERE tenant_id = $1`, [
      tenantId,
    ]);
    content[table] = row?.sum ?? '';
  }
  for (const table of await mirrorTables()) {
    // Without FINAL the number falls whenever ClickHouse merges two versions of a row.
    const [row] = await clickhouse<{ rows: string }>(
      `SELECT count() AS rows FROM ${table} FINAL WHERE tenant_id = ${tenantId}`,
    );
    content[`mirror: ${table}`] = row?.rows ?? '';
  }
  content['objects'] = String((await objectsOf(tenantId)).length);
  return content;
}

const idOf = async (slug: string) =>
  (await sql<{ tenant_id: number }>('SELECT tenant_id FROM tenants WHERE slug = $1', [slug]))[0]?.tenant_id ??
  0;

/** A tenant with something of everything: people, both kinds of records, error files, a feed, a session, a check. */
async function makeDoomed(): Promise<number> {
  const { code, output } = await runCommand('tenant-create', [SLUG, 'Doomed Ltd.']);
  expect(code, output).toBe(0);
  await loadPeople(SLUG, [{ username: 'dora.doomed', employeeId: 'D-1' }]);
  const courses = await importAsDoomed(
    'courses',
    `${HEADER}dora.doomed,D-1,Safety,OJT,2020-01-01\nnobody,D-2,Safety,OJT,2020-01-01\n`,
  );
  expect(courses).toMatchObject({ successes: 1, failures: 1 });
  await importAsDoomed('courses', `${HEADER}dora.doomed,D-1,Safety again,OJT,2021-01-01\n`);
  // It overwrites a record, and waits.
  await importAsDoomed(
    'courses',
    `${HEADER}dora.doomed,D-1,Safety once more,OJT,2021-01-01\n`,
    '&check=true',
  );
  await importAsDoomed(
    'certifications',
    'Username,Certification Name,Issue Date\ndora.doomed,First Aid,2020-01-01\n',
  );
  const record = {
    username: 'dora.doomed',
    courseNumber: 'D-FEED',
    courseName: 'By feed',
    courseType: 'OJT',
    completionDate: '2020-01-01',
  };
  await send(SLUG, await encode('CourseRecord', [record]));
  const id = await idOf(SLUG);
  await eventually(
    () => sql("SELECT FROM course_records WHERE tenant_id = $1 AND course_number = 'D-FEED'", [id]),
    (rows) => rows.length === 1,
  );
  await sql(
    "INSERT INTO browser_sessions (tenant_id, subject_folded, expires_at) VALUES ($1, 'dora.doomed', now() + interval '1 day')",
    [id],
  );
  await eventually(
    () => holdings(id),
    (found) => (found['mirror: course_records'] ?? 0) >= 2 && (found['mirror: imports'] ?? 0) >= 4,
  );
  return id;
}

async function kafkaLeft(): Promise<{ topics: string[]; acls: number; quotas: number }> {
  await using admin = adminClient();
  const anyAcl = {
    host: null,
    operation: AclOperations.ANY,
    permissionType: AclPermissionTypes.ANY,
    resourceType: ResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
  };
  const ofUser = await admin.client.describeAcls({
    filter: { ...anyAcl, principal: `User:${SLUG}-hr`, resourceName: null },
  });
  const ofTopic = await admin.client.describeAcls({
    filter: {
      ...anyAcl,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: null,
      resourceName: `training-feed.${SLUG}`,
    },
  });
  const quotas = await admin.client.describeClientQuotas({
    components: [{ entityType: 'user', matchType: 0, match: `${SLUG}-hr` }],
    strict: true,
  });
  return {
    topics: (await admin.listTopics()).filter((topic) => topic.endsWith(`.${SLUG}`)),
    acls: ofUser.length + ofTopic.length,
    quotas: quotas.filter(({ values }) => values.length > 0).length,
  };
}

/** Starts the deletion and kills it once it has said so much. */
async function killedAfter(line: string): Promise<void> {
  const command = startCommand('tenant-delete', ['--yes', SLUG]);
  await eventually(
    async () => command.output(),
    (output) => output.includes(line),
  );
  command.kill();
  await command.ended;
}

/** A dozen commands, each a process that loads for seconds on a busy machine. */
const TIMEOUT_MS = 600_000;

describe('a tenant', { timeout: TIMEOUT_MS }, () => {
  it('is deleted from every store, also by a command that was killed, and nothing of others is touched', async () => {
    await importFile(
      `${HEADER}cameron.graham,KEPT-1,Safety,OJT,2020-01-01\nnobody,KEPT-2,Safety,OJT,2020-01-01\n`,
    );
    const id = await makeDoomed();
    const acme = await idOf('acme');
    const account = endpoints().kafka.users[`${SLUG}-hr`];
    const others = await eventually(
      async () => ({ before: await contentOf(acme), after: await contentOf(acme) }),
      ({ before, after }) => JSON.stringify(before) === JSON.stringify(after),
    );

    const refused = await runCommand('tenant-delete', [SLUG]);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('has 1 people, 3 transcript records and 5 imports');
    expect(refused.output).toContain('Nothing was deleted.');
    expect((await ask('/api/imports')).status).toBe(200);

    await killedAfter('is closed');
    await killedAfter('Kafka user, access list and quotas are deleted');
    expect((await runCommand('tenant-create', [SLUG, 'Again'])).output).toContain('is being deleted');
    await killedAfter('Its rows are deleted');
    const { code, output } = await runCommand('tenant-delete', ['--yes', SLUG]);
    expect(code, output).toBe(0);
    expect(output).toContain('the users of the tenant at the identity provider');

    expect(await holdings(id)).toEqual({ tenant_deletions: 1 });
    const [audit] = await sql(
      'SELECT slug, removed, completed_at IS NOT NULL AS completed FROM tenant_deletions WHERE tenant_id = $1',
      [id],
    );
    expect(audit).toMatchObject({
      slug: SLUG,
      completed: true,
      // Ingest may have removed the check before.
      removed: { people: 1, imports: expect.toSatisfy((rows: number) => rows >= 4), course_records: 2 },
    });
    expect(await kafkaLeft()).toEqual({ topics: [], acls: 0, quotas: 0 });
    for (const table of ['outbox', 'consumer_positions', 'mirror_positions', 'halted_partitions'])
      expect(await sql(`SELECT FROM ${table} WHERE topic = $1`, [`training-feed.${SLUG}`]), table).toEqual(
        [],
      );
    const stranger = new kafkajs.Kafka({
      brokers: endpoints().kafka.brokers,
      sasl: { mechanism: 'scram-sha-512', ...(account ?? { username: '', password: '' }) },
      retry: { retries: 0 },
      logLevel: kafkajs.logLevel.NOTHING,
    }).admin();
    await expect(stranger.connect()).rejects.toThrow(/authentication/i);
    expect(account).toBeDefined();
    expect(await contentOf(acme)).toEqual(others.after);
    expect((await runCommand('tenant-delete', ['--yes', SLUG])).output).toContain(
      `There is no tenant ${SLUG}.`,
    );
  });

  it('of the same slug can be created again, and has nothing of the former', async () => {
    const former = (
      await sql<{ tenant_id: number }>('SELECT tenant_id FROM tenant_deletions WHERE slug = $1', [SLUG])
    )[0];
    const id = await makeDoomed();
    expect(id).not.toBe(former?.tenant_id);
    expect(await sql('SELECT FROM course_records WHERE tenant_id = $1', [id])).toHaveLength(2);
    const { code, output } = await runCommand('tenant-delete', ['--yes', SLUG]);
    expect(code, output).toBe(0);
    expect(await holdings(id)).toEqual({ tenant_deletions: 1 });
  });
});
