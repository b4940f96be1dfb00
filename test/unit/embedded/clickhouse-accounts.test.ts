import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { accountStatements, revokingStatements } from '#shared/clickhouse/dashboards-account.ts';
import { accessChangeOf } from '../../../deploy/embedded/clickhouse/access-statements.ts';
import { Accounts, SERVICE_ACCOUNTS } from '../../../deploy/embedded/clickhouse/accounts.ts';
import { UsageLimits } from '../../../deploy/embedded/clickhouse/limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'accounts-'));
const file = join(folder, 'accounts.json');
afterAll(() => rmSync(folder, { recursive: true }));

const SERVICES = { lms_migrate: 'm', lms_aggregator: 'a', lms_portal: 'p' };
const open = (): Accounts => new Accounts(SERVICES, file);
const TENANT = { slug: 'acme-eu', tenantId: 7 };
const USER = 'dashboards_acme-eu';

async function applyAll(accounts: Accounts, statements: readonly string[]): Promise<void> {
  for (const statement of statements) expect(await accounts.apply(statement), statement).toBe(true);
}

function statementsOf(password: string, verb: 'CREATE' | 'ALTER'): string[] {
  const { profile, user, binding } = accountStatements(TENANT, password, verb);
  return [profile, user, ...binding];
}

describe('accounts', () => {
  it('of services sign in by their own passwords', () => {
    expect(open().signIn({ user: 'lms_portal', password: 'p' })).toEqual({
      kind: 'portal',
      user: 'lms_portal',
    });
    for (const [user, password] of [
      ['lms_portal', 'a'],
      ['lms_portal', ''],
      ['default', ''],
      ['toString', ''],
      ['__proto__', ''],
      [USER, ''],
    ] as const)
      expect(open().signIn({ user, password }), user).toBeUndefined();
  });

  it('of services have the names and rights of Compose', () => {
    const users = readFileSync('deploy/docker/clickhouse/users.xml', 'utf8');
    const named = [...users.matchAll(/<(lms_\w+)>/g)].map(([, name]) => name);
    expect(['lms_migrate', ...named].sort()).toEqual(Object.keys(SERVICE_ACCOUNTS).sort());
    expect(users).toContain('GRANT ALTER DELETE ON lms.course_history');
    expect(users).toContain('GRANT ALTER UPDATE(recency) ON lms.certification_records');
  });

  it('for dashboards are made, changed and removed by the statements that ClickHouse gets', async () => {
    await applyAll(open(), statementsOf('first', 'CREATE'));
    const account = { kind: 'dashboards', user: USER, tenantId: 7 };
    expect(open().signIn({ user: USER, password: 'first' })).toEqual(account);
    expect(readFileSync(file, 'utf8')).not.toContain('first');
    await expect(open().apply(statementsOf('second', 'CREATE')[1] ?? '')).rejects.toThrow(/^Code: 493\./);

    await applyAll(open(), statementsOf('second', 'ALTER'));
    expect(open().signIn({ user: USER, password: 'second' })).toEqual(account);
    expect(open().signIn({ user: USER, password: 'first' })).toBeUndefined();

    await applyAll(open(), revokingStatements(TENANT.slug));
    expect(open().signIn({ user: USER, password: 'second' })).toBeUndefined();
    await expect(open().apply(statementsOf('third', 'ALTER')[1] ?? '')).rejects.toThrow(/^Code: 192\./);
    await applyAll(open(), revokingStatements(TENANT.slug));
  });

  it('for dashboards see nobody until they are whole, or when a policy is missing', async () => {
    const accounts = open();
    const statements = statementsOf('secret', 'CREATE');
    const seen = () => accounts.signIn({ user: USER, password: 'secret' });
    for (const statement of statements.slice(0, 3)) await accounts.apply(statement);
    expect(seen()).toMatchObject({ tenantId: 0 });
    for (const statement of statements.slice(3)) await accounts.apply(statement);
    expect(seen()).toMatchObject({ tenantId: 7 });
    await accounts.apply(`DROP ROW POLICY IF EXISTS \`${USER}\` ON reporting.courses`);
    expect(seen()).toMatchObject({ tenantId: 0 });
    await accounts.apply(
      `CREATE ROW POLICY OR REPLACE \`${USER}\` ON reporting.courses USING tenant_id = 8 TO \`${USER}\``,
    );
    expect(seen()).toMatchObject({ tenantId: 0 });
  });
});

it.each([
  'SELECT 1',
  'CREATE USER `somebody` IDENTIFIED BY "x"',
  'DROP USER IF EXISTS `lms_portal`',
  'GRANT SELECT ON lms.people TO `dashboards_acme`',
  'CREATE ROW POLICY OR REPLACE `dashboards_acme` ON reporting.people USING 1 TO `dashboards_acme`',
  'CREATE ROW POLICY OR REPLACE `dashboards_acme` ON reporting.people USING tenant_id = 1 TO `dashboards_globex`',
  'CREATE ROW POLICY OR REPLACE `dashboards_acme` ON reporting.people USING tenant_id = 1 OR 1 TO `dashboards_acme`',
  'REVOKE ALL ON *.* FROM `dashboards_acme`; SELECT 1',
])('nothing is understood of: %s', (statement) => {
  expect(accessChangeOf(statement)).toBeUndefined();
});

describe('limits', () => {
  it('let few queries run at once, of each account', () => {
    const limits = new UsageLimits({ atOnce: 2, queriesAnHour: 100, secondsAnHour: 100 });
    const end = limits.begin('a');
    limits.begin('a');
    expect(() => limits.begin('a')).toThrow(/^Code: 202\./);
    limits.begin('b');
    end();
    expect(() => limits.begin('a')).not.toThrow();
  });

  it('end an hour of too many queries, and begin the next', () => {
    const limits = new UsageLimits({ atOnce: 10, queriesAnHour: 2, secondsAnHour: 100 });
    for (const now of [0, 1]) limits.begin('a', now)();
    expect(() => limits.begin('a', 2)).toThrow(/^Code: 201\./);
    expect(() => limits.begin('a', 3_600_001)).not.toThrow();
  });

  it('end an hour of queries that took too long together', () => {
    const limits = new UsageLimits({ atOnce: 10, queriesAnHour: 100, secondsAnHour: 10 });
    const now = performance.now();
    limits.begin('a', now - 11_000)();
    expect(() => limits.begin('a', now)).toThrow(/^Code: 201\./);
  });
});
