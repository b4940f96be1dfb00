import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountStatements, revokingStatements } from '#shared/clickhouse/dashboards-account.ts';
import { migrateClickHouse } from '#shared/clickhouse/migrate.ts';
import { PROFILE_SETTINGS, REPORTING_VIEWS } from '#shared/clickhouse/reporting.ts';
import { loadPeople, runCommand } from '../support/commands.ts';
import { serviceEnvironment } from '../support/credentials.ts';
import {
  clickhouse,
  type DashboardsAccess,
  endpoints,
  eventually,
  importFile,
  sql,
} from '../support/product.ts';
import { documentedExamples, documentedViews } from '../support/reporting-contract.ts';
import { settleRecency } from '../support/settle-recency.ts';
import { undone } from '../support/undo.ts';

/** What fails is expected to. */
const SILENT = { level: ClickHouseLogLevel.OFF };

/** ClickHouse's number for a right that is missing. */
const DENIED = '497';

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

async function query<Row>(access: DashboardsAccess, text: string): Promise<Row[]> {
  const { url, database, user, password } = access;
  await using client = createClient({ url, database, username: user, password, log: SILENT });
  return await (await client.query({ query: text, format: 'JSONEachRow' })).json<Row>();
}

const accessOf = (tenant: string): DashboardsAccess => {
  const access = endpoints().clickhouse.dashboards[tenant];
  if (access === undefined) throw new Error(`${tenant} has no account for dashboards`);
  return access;
};

beforeAll(async () => {
  const certifications = [
    ['Dash First Aid', '2020-01-01', '2021-01-01'],
    ['Dash First Aid', '2024-01-01', inDays(30)],
    ['Dash Forklift', '2020-01-01', ''],
    ['Dash Crane', '2020-01-01', inDays(400)],
    ['Dash Crane', '2019-01-01', '9999-12-31'],
    ['Dash Welding', '2019-01-01', inDays(-1)],
  ].map(([name, issued, expires]) => `cameron.graham,E1042,${name},${issued},${expires}`);
  await importFile(
    ['Username,Employee ID,Certification Name,Issue Date,Expiration Date', ...certifications, ''].join('\n'),
    { type: 'certifications' },
  );
});

describe('the views of reporting', () => {
  it('are replaced where they are of the version before, and left to this mirror when another one is migrated', async () => {
    const { url, database, username, password } = endpoints().clickhouse;
    const migrate = (name: string) =>
      migrateClickHouse({
        CLICKHOUSE_URL: url,
        CLICKHOUSE_USERNAME: username,
        CLICKHOUSE_PASSWORD: password,
        CLICKHOUSE_DATABASE: name,
      });
    const definition = async (): Promise<string> => {
      const [view] = await clickhouse<{ text: string }>(
        "SELECT create_table_query AS text FROM system.tables WHERE database = 'reporting' AND name = 'certifications'",
      );
      return view?.text ?? '';
    };
    await using client = createClient({ url, database, username, password });
    const newest = await definition();
    await client.command({
      query: `CREATE OR REPLACE VIEW reporting.certifications DEFINER = CURRENT_USER SQL SECURITY DEFINER AS
        SELECT tenant_id, person_id, record_id, certification_name FROM certification_records FINAL`,
    });
    await migrate(database);
    expect(await definition()).toBe(newest);
    const other = 'another_mirror';
    try {
      await migrate(other);
      expect(await definition()).toBe(newest);
    } finally {
      await client.command({ query: `DROP DATABASE ${other} SYNC` });
    }
  });

  it('have the columns that are documented, and no others', async () => {
    const documented = documentedViews();
    expect(Object.keys(documented)).toEqual([...REPORTING_VIEWS]);
    for (const view of REPORTING_VIEWS) {
      const columns = await query<{ name: string; type: string }>(accessOf('acme'), `DESCRIBE ${view}`);
      expect(
        columns.map(({ name, type }) => ({ name, type })),
        view,
      ).toEqual(documented[view]);
    }
  });

  it.each(documentedExamples())('answer the example: $title', async ({ query: text }) => {
    await expect(query(accessOf('acme'), text)).resolves.toBeInstanceOf(Array);
  });

  it('say which certification is the latest, and whether it is valid', async () => {
    const rows = await query(
      accessOf('acme'),
      `SELECT certification_name AS name, toYear(issue_date) AS issued, validity, is_latest,
         if(expiration_date > '2200-01-01', toString(expiration_date), '') AS far
       FROM certifications WHERE certification_name LIKE 'Dash %' ORDER BY name, issued`,
    );
    expect(rows).toEqual([
      { name: 'Dash Crane', issued: 2019, validity: 'valid', is_latest: false, far: '2299-12-31' },
      { name: 'Dash Crane', issued: 2020, validity: 'valid', is_latest: true, far: '' },
      { name: 'Dash First Aid', issued: 2020, validity: 'expired', is_latest: false, far: '' },
      { name: 'Dash First Aid', issued: 2024, validity: 'expiring', is_latest: true, far: '' },
      { name: 'Dash Forklift', issued: 2020, validity: 'unlimited', is_latest: true, far: '' },
      { name: 'Dash Welding', issued: 2019, validity: 'expired', is_latest: true, far: '' },
    ]);
  });

  it('say what each import wrote', async () => {
    const rows = await query(
      accessOf('acme'),
      `SELECT type, state, count() AS records, max(imports.successes) AS successes
       FROM import_rows JOIN imports USING (import_id)
       WHERE certification_name LIKE 'Dash %' GROUP BY type, state`,
    );
    expect(rows).toEqual([{ type: 'certifications', state: 'current', records: 6, successes: 6 }]);
  });
});

describe('which certification is the latest', () => {
  const HELD_BY = ['recency.one', 'recency.two', 'recency.gone'];
  const file = (...held: [name: string, issued: string][]): string =>
    [
      'Username,Certification Name,Issue Date',
      ...HELD_BY.flatMap((username) => held.map(([name, issued]) => `${username},Recency ${name},${issued}`)),
      '',
    ].join('\n');

  /** The view says what PostgreSQL computes of all records. */
  async function expectAgreement(records: number): Promise<void> {
    const stored = await sql(
      `SELECT person_id::int, record_id::int, row_number() OVER (
           PARTITION BY person_id, certification_name ORDER BY issue_date DESC, record_id DESC) = 1 AS is_latest
       FROM certification_records WHERE starts_with(certification_name, 'Recency ') ORDER BY record_id`,
    );
    expect(stored).toHaveLength(records);
    const shown = await query(
      accessOf('acme'),
      `SELECT person_id, record_id, is_latest FROM certifications
       WHERE startsWith(certification_name, 'Recency ') ORDER BY record_id`,
    );
    expect(shown).toEqual(stored);
  }

  const unsettled = () =>
    clickhouse(
      `SELECT 1 FROM certification_records WHERE startsWith(certification_name, 'Recency ')
       AND recency IN ('unknown', 'pending')`,
    );

  async function expectAgreementBeforeAndAfterSettling(records: number): Promise<void> {
    await expectAgreement(records);
    await settleRecency();
    expect(await unsettled()).toEqual([]);
    await expectAgreement(records);
  }

  it('is what PostgreSQL computes, whatever comes later, is undone, or goes with a person', async () => {
    await loadPeople(
      'acme',
      HELD_BY.map((username) => ({ username, employeeId: null })),
    );
    const options = { type: 'certifications' } as const;
    await importFile(file(['A', '2020-05-05'], ['A', '2021-05-05'], ['B', '2022-01-01']), options);
    await expectAgreementBeforeAndAfterSettling(9);
    const later = await importFile(
      file(['A', '2019-01-01'], ['A', '2021-05-05'], ['B', '2023-01-01'], ['C', '2018-01-01']),
      options,
    );
    await expectAgreementBeforeAndAfterSettling(21);
    await importFile(file(['B', '2021-12-31']), options);
    await expectAgreementBeforeAndAfterSettling(24);
    await undone(later.id);
    await expectAgreementBeforeAndAfterSettling(12);
    expect(await runCommand('person-delete', ['--tenant', 'acme', 'recency.gone'])).toMatchObject({
      code: 0,
    });
    await expectAgreementBeforeAndAfterSettling(8);
  });
});

it('the account of a tenant is made once, rotated and revoked by a command', async () => {
  const first = accessOf('globex');
  const works = (access: DashboardsAccess) => query(access, 'SELECT 1 FROM people LIMIT 1');
  await expect(works(first)).resolves.toHaveLength(1);
  expect(await runCommand('tenant-dashboards', ['globex'])).toMatchObject({
    code: 1,
    output: expect.stringContaining('globex has an account for dashboards already'),
  });

  const rotated = await runCommand('tenant-dashboards', ['globex', '--rotate']);
  const password = /^Password +(\S+)$/m.exec(rotated.output)?.[1] ?? '';
  const second = { ...first, password };
  await expect(works(second)).resolves.toHaveLength(1);
  await expect(works(first)).rejects.toThrow('Authentication failed');
  await eventually(
    async () => endpoints().clickhouse.dashboards['globex'],
    (listed) => listed?.password === password,
  );

  expect(await runCommand('tenant-dashboards', ['globex', '--revoke'])).toMatchObject({ code: 0 });
  await expect(works(second)).rejects.toThrow('Authentication failed');
  expect(await runCommand('tenant-dashboards', ['globex', '--rotate'])).toMatchObject({ code: 1 });

  expect(await runCommand('tenant-dashboards', ['globex'])).toMatchObject({ code: 0 });
  await eventually(
    async () => endpoints().clickhouse.dashboards['globex']?.password,
    (listed) => listed !== undefined && listed !== password,
  );
  await expect(works(accessOf('globex'))).resolves.toHaveLength(1);
});

it('is made by statements and settings that ClickHouse knows', async () => {
  const { profile, user, binding } = accountStatements({ slug: 'some-one', tenantId: 7 }, 'secret', 'ALTER');
  const statements = [profile, user, ...binding, ...revokingStatements('some-one')];
  const literals = statements.map((text) => `'${text.replaceAll("'", "\\'")}'`).join(', ');
  const parsed = await clickhouse<{ text: string | null }>(
    `SELECT formatQuerySingleLineOrNull(arrayJoin([${literals}])) AS text`,
  );
  expect(parsed).toHaveLength(statements.length);
  expect(parsed.filter(({ text }) => text === null)).toEqual([]);
  expect(JSON.stringify(parsed)).not.toContain('secret');
  const names = PROFILE_SETTINGS.map(({ name }) => name);
  const known = await clickhouse<{ name: string }>(
    `SELECT name FROM system.settings WHERE name IN (${names.map((name) => `'${name}'`).join(', ')})`,
  );
  expect(known.map(({ name }) => name).sort()).toEqual([...names].sort());
});

describe('services', () => {
  const clientOf = (service: 'aggregator' | 'portal') => {
    const environment = serviceEnvironment(service);
    return createClient({
      url: environment['CLICKHOUSE_URL'] ?? '',
      database: environment['CLICKHOUSE_DATABASE'] ?? '',
      username: environment['CLICKHOUSE_USERNAME'] ?? '',
      password: environment['CLICKHOUSE_PASSWORD'] ?? '',
      log: SILENT,
    });
  };
  const row = { tenant_id: 4_000_000, person_id: 1 };

  it('portal reads and changes nothing', async () => {
    await using client = clientOf('portal');
    await client.query({ query: 'SELECT count() FROM people' });
    await expect(
      client.insert({ table: 'deleted_people', values: [row], format: 'JSONEachRow' }),
    ).rejects.toMatchObject({ code: DENIED });
    for (const query of [
      'ALTER TABLE course_history DROP PARTITION 200001',
      'DROP TABLE people',
      "SELECT file('/etc/passwd')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
      'CREATE USER x',
      'KILL QUERY WHERE 1',
    ])
      await expect(client.command({ query }), query).rejects.toMatchObject({ code: DENIED });
  });

  it('aggregator inserts, and drops months of the history; nothing else', async () => {
    await using client = clientOf('aggregator');
    await client.command({ query: 'ALTER TABLE course_history DROP PARTITION 200001' });
    for (const query of [
      'DROP TABLE people',
      'ALTER TABLE people DELETE WHERE 1',
      "ALTER TABLE certification_records UPDATE recency = 'latest' WHERE 1",
      'CREATE TABLE x (a Int8) ENGINE = Memory',
      "INSERT INTO people SELECT * FROM url('http://127.0.0.1:1/', 'CSV')",
      "SELECT file('/etc/passwd')",
      'GRANT SELECT ON reporting.people TO `dashboards_acme`',
    ])
      await expect(client.command({ query }), query).rejects.toMatchObject({ code: DENIED });
    await expect(
      client.insert({ table: 'system.x', values: [row], format: 'JSONEachRow' }),
    ).rejects.toMatchObject({ code: DENIED });
  });
});
