import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Attack, hostile, innocent, type Target } from '../support/dashboards-attacks.ts';
import { clickhouse, type DashboardsAccess, endpoints, importFile, sql } from '../support/product.ts';
import { dataDir } from '../support/running-product.ts';

const TENANTS = ['acme', 'globex'] as const;
type Tenant = (typeof TENANTS)[number];

/** Numbers of records that nothing else has. */
const RECORDS = { acme: 1_237, globex: 2_411 } as const;
const PERSON = { acme: ['cameron.graham', 'E1042'], globex: ['kim.larsen', 'G-2002'] } as const;
const other = (tenant: Tenant): Tenant => (tenant === 'acme' ? 'globex' : 'acme');

/** ClickHouse itself answers some of what the embedded front refuses, within the account's rights. */
const isEmbedded = process.env['TEST_STACK'] !== 'containers';

const outfile = join(dataDir(), 'clickhouse', 'outfile.csv');
const targets = new Map<Tenant, Target>();
let before: unknown;

beforeAll(async () => {
  for (const tenant of TENANTS) {
    const [username, employeeId] = PERSON[tenant];
    const rows = Array.from(
      { length: RECORDS[tenant] },
      (_, index) =>
        `${username},${employeeId},SECRET-${tenant}-${100_000 + index},Secret of ${tenant},OJT,2020-01-01`,
    );
    const header = 'Username,Employee ID,Course Number,Course Name,Course Type,Completion Date';
    await importFile([header, ...rows, ''].join('\n'), { client: `${tenant}-hr` });
    const [row] = await sql<{ tenant_id: number; person_id: number }>(
      'SELECT tenant_id, person_id FROM people JOIN tenants USING (tenant_id) WHERE slug = $1 AND username = $2',
      [tenant, username],
    );
    targets.set(tenant, {
      tenantId: Number(row?.tenant_id),
      personId: Number(row?.person_id),
      courseNumber: `SECRET-${tenant}-100007`,
    });
  }
  before = await contents();
});

afterAll(async () => {
  expect(await contents()).toEqual(before);
  expect(existsSync(outfile)).toBe(false);
});

const targetOf = (tenant: Tenant): Target =>
  targets.get(tenant) ?? { tenantId: 0, personId: 0, courseNumber: '' };

/** What no attack may change. */
async function contents(): Promise<unknown> {
  return clickhouse(
    `SELECT database, name, engine, if(engine LIKE '%MergeTree', 1, 0) AS stored FROM system.tables
     WHERE database IN ('lms', 'reporting', 'default') ORDER BY database, name`,
  );
}

const accessOf = (tenant: Tenant): DashboardsAccess => {
  const access = endpoints().clickhouse.dashboards[tenant];
  if (access === undefined) throw new Error(`${tenant} has no account for dashboards`);
  return access;
};

async function ask(
  tenant: Tenant,
  { statement, parameters = {} }: Attack,
  method: 'GET' | 'POST' = 'POST',
): Promise<{ status: number; text: string }> {
  const { url, user, password } = accessOf(tenant);
  const search = new URLSearchParams({ ...parameters, ...(method === 'GET' ? { query: statement } : {}) });
  const response = await fetch(`${url}/?${search}`, {
    method,
    headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
    ...(method === 'GET' ? {} : { body: statement }),
  });
  return { status: response.status, text: await response.text() };
}

/** Whether an answer tells something of the other tenant, of both together, or of the machine. */
function leaks(tenant: Tenant, text: string): boolean {
  const foreign = other(tenant);
  const [username] = PERSON[foreign];
  const numbers = [RECORDS[foreign], RECORDS.acme + RECORDS.globex].map(String);
  return (
    text.includes(`Secret of ${foreign}`) ||
    text.includes(username) ||
    text.includes('root:') ||
    // A count comes in a short answer; among thousands of a tenant's own values any number can be.
    (text.length < 1_000 && (text.match(/\d+/g) ?? []).some((number) => numbers.includes(number)))
  );
}

describe.each(TENANTS)('dashboards of %s', (tenant) => {
  it('see the rows of their tenant, and of no other', async () => {
    const count = { statement: 'SELECT count(), uniqExact(tenant_id), any(tenant_id) FROM courses' };
    const own = (await ask(tenant, count)).text.trim().split('\t');
    expect(own.slice(1)).toEqual(['1', String(targetOf(tenant).tenantId)]);
    expect(Number(own[0])).toBeGreaterThanOrEqual(RECORDS[tenant]);
    const secrets = { statement: "SELECT count() FROM courses WHERE course_number LIKE 'SECRET-%'" };
    // The other tenant has asked the same: what was kept of its query is no answer to this one.
    await ask(other(tenant), secrets);
    expect(await ask(tenant, secrets)).toEqual({ status: 200, text: `${RECORDS[tenant]}\n` });
    expect(await ask(tenant, secrets, 'GET')).toEqual({ status: 200, text: `${RECORDS[tenant]}\n` });
  });

  it('are answered what they may ask, which tells nothing of others', async () => {
    const wrong: unknown[] = [];
    for (const attack of innocent(targetOf(other(tenant)))) {
      const { status, text } = await ask(tenant, attack);
      if (leaks(tenant, text) || (isEmbedded && status !== 200))
        wrong.push({ attack, status, text: text.slice(0, 500) });
    }
    expect(wrong).toEqual([]);
  });

  it('are refused everything else', async () => {
    const attacks = hostile(targetOf(other(tenant)), outfile);
    expect(attacks.length).toBeGreaterThan(100);
    const wrong: unknown[] = [];
    for (const attack of attacks) {
      const { status, text } = await ask(tenant, attack);
      if (leaks(tenant, text) || (isEmbedded && status === 200))
        wrong.push({ attack, status, text: text.slice(0, 500) });
    }
    expect(wrong).toEqual([]);
  });
});

it('keeps tenants apart who ask at the same time', async () => {
  const count = { statement: 'SELECT uniqExact(tenant_id), any(tenant_id) FROM courses' };
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(
      [...TENANTS, ...TENANTS, ...TENANTS].map(async (tenant) => [tenant, (await ask(tenant, count)).text]),
    );
    for (const [tenant, text] of answers) expect(text).toBe(`1\t${targetOf(tenant as Tenant).tenantId}\n`);
  }
});

it('stops what would take too long, too much memory or too many rows', async () => {
  const statements = [
    ['SELECT count() FROM numbers(10000000000000) WHERE sin(number) > 2', 'TIMEOUT_EXCEEDED'],
    ["SELECT length(groupArray(repeat('x', 1000000))) FROM numbers(100000)", 'MEMORY_LIMIT_EXCEEDED'],
    ['SELECT number FROM numbers(2000000) FORMAT Null', 'TOO_MANY_ROWS_OR_BYTES'],
  ];
  for (const [statement = '', error] of statements) {
    const { status, text } = await ask('acme', { statement, parameters: { max_execution_time: '2' } });
    expect(status, statement).not.toBe(200);
    expect(text).toContain(error);
  }
});
