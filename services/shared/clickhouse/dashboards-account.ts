import { createHash, randomBytes } from 'node:crypto';
import { ClickHouseError } from '@clickhouse/client';
import type { ClickHouseSettings } from '../config.ts';
import { LmsError } from '../errors.ts';
import { type ClickHouseClient, createClickHouse } from './client.ts';
import {
  DASHBOARDS_PROFILE,
  dashboardsUser,
  PROFILE_SETTINGS,
  type ProfileSetting,
  QUOTA_AN_HOUR,
  REPORTING_DATABASE,
  REPORTING_VIEWS,
} from './reporting.ts';

/** A tenant whose dashboards read ClickHouse by an account of their own. */
export interface DashboardsTenant {
  readonly slug: string;
  readonly tenantId: number;
}

/** 24 bytes are beyond guessing, and as base64url need no quoting in a URL. */
const SECRET_BYTES = 24;
const SALT_BYTES = 16;

/** What stands in a statement as it is: names and numbers that cannot end a quoted name. */
const USER = /^dashboards_[a-z][a-z0-9-]{0,62}$/;

/** ClickHouse's numbers for: a user of the name exists; there is none. */
const ALREADY_EXISTS = '493';
const UNKNOWN_USER = '192';

export function newDashboardsPassword(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * Makes the account of a tenant's dashboards, with this password: it reads the views of `reporting`, and of them the rows
 * of the tenant. It is tried before this returns; an account that could read more is removed.
 *
 * @returns false when the tenant has an account already, which stays as it is
 * @throws LmsError `configuration` when the server would show the account more than that
 */
export async function makeDashboardsAccount(
  settings: ClickHouseSettings,
  tenant: DashboardsTenant,
  password: string,
): Promise<boolean> {
  return setUp(settings, tenant, password, 'CREATE');
}

/**
 * Gives the account another password and everything else that it should have; the earlier password is good for nothing.
 *
 * @returns false when the tenant has no account
 * @throws LmsError `configuration` as {@link makeDashboardsAccount}
 */
export async function rotateDashboardsAccount(
  settings: ClickHouseSettings,
  tenant: DashboardsTenant,
  password: string,
): Promise<boolean> {
  return setUp(settings, tenant, password, 'ALTER');
}

/** Removes the account, if there is one, with its policies and its quota. */
export async function revokeDashboardsAccount(clickhouse: ClickHouseClient, slug: string): Promise<void> {
  for (const query of revokingStatements(slug)) await clickhouse.command({ query });
}

async function setUp(
  settings: ClickHouseSettings,
  tenant: DashboardsTenant,
  password: string,
  verb: 'CREATE' | 'ALTER',
): Promise<boolean> {
  await using clickhouse = createClickHouse(settings, 'dashboards-account');
  const { profile, user, binding } = accountStatements(tenant, password, verb);
  await clickhouse.command({ query: profile });
  try {
    await clickhouse.command({ query: user });
  } catch (error) {
    const code = error instanceof ClickHouseError ? error.code : undefined;
    if (code === (verb === 'CREATE' ? ALREADY_EXISTS : UNKNOWN_USER)) return false;
    throw error;
  }
  for (const query of binding) await clickhouse.command({ query });
  try {
    await tryAccount(settings, tenant, password);
  } catch (error) {
    await revokeDashboardsAccount(clickhouse, tenant.slug);
    throw error;
  }
  return true;
}

/** What makes or changes an account, in order; rights are granted when the policies that bound them are there. */
export function accountStatements(
  tenant: DashboardsTenant,
  password: string,
  verb: 'CREATE' | 'ALTER',
): { profile: string; user: string; binding: string[] } {
  return {
    profile: profileStatement(),
    user: userStatement(verb, tenant.slug, password),
    binding: bindingStatements(tenant),
  };
}

function profileStatement(): string {
  const settings = PROFILE_SETTINGS.map(settingText).join(', ');
  return `CREATE SETTINGS PROFILE OR REPLACE \`${DASHBOARDS_PROFILE}\` SETTINGS ${settings}`;
}

function settingText({ name, value, changeable }: ProfileSetting): string {
  const is = value === undefined ? '' : ` = ${value}`;
  if (changeable === undefined) return `${name}${is} CONST`;
  const bounds = changeable === true ? '' : ` MIN ${changeable.min} MAX ${changeable.max}`;
  return `${name}${is}${bounds} CHANGEABLE_IN_READONLY`;
}

function userStatement(verb: 'CREATE' | 'ALTER', slug: string, password: string): string {
  const salt = randomBytes(SALT_BYTES).toString('hex');
  // The password itself would stand in the server's logs.
  const hash = createHash('sha256')
    .update(password + salt)
    .digest('hex');
  return `${verb} USER ${quotedUser(slug)} IDENTIFIED WITH sha256_hash BY '${hash}' SALT '${salt}'
    DEFAULT DATABASE \`${REPORTING_DATABASE}\` SETTINGS PROFILE '${DASHBOARDS_PROFILE}'`;
}

function bindingStatements({ slug, tenantId }: DashboardsTenant): string[] {
  const user = quotedUser(slug);
  if (!Number.isSafeInteger(tenantId) || tenantId < 1)
    throw new LmsError('unexpected', `${tenantId} is no tenant's number`);
  const { queries, executionSeconds } = QUOTA_AN_HOUR;
  return [
    `REVOKE ALL ON *.* FROM ${user}`,
    `CREATE QUOTA OR REPLACE ${user} FOR INTERVAL 1 hour MAX queries = ${queries}, execution_time = ${executionSeconds} TO ${user}`,
    ...REPORTING_VIEWS.map(
      (view) =>
        `CREATE ROW POLICY OR REPLACE ${user} ON ${REPORTING_DATABASE}.${view} USING tenant_id = ${tenantId} TO ${user}`,
    ),
    ...REPORTING_VIEWS.map((view) => `GRANT SELECT ON ${REPORTING_DATABASE}.${view} TO ${user}`),
  ];
}

/** The user first: without policies it would see every row. */
export function revokingStatements(slug: string): string[] {
  const user = quotedUser(slug);
  return [
    `DROP USER IF EXISTS ${user}`,
    ...REPORTING_VIEWS.map((view) => `DROP ROW POLICY IF EXISTS ${user} ON ${REPORTING_DATABASE}.${view}`),
    `DROP QUOTA IF EXISTS ${user}`,
  ];
}

function quotedUser(slug: string): string {
  const user = dashboardsUser(slug);
  if (!USER.test(user)) throw new LmsError('configuration', `${slug} is no tenant's slug`);
  return `\`${user}\``;
}

/** What an account for dashboards must not be able to read, whatever else the server grants to everybody. */
const FORBIDDEN = ['people', 'course_records', 'certification_records', 'imports'];

/** Signs in as the account and looks for rows of others, and for tables that it must not read. */
async function tryAccount(
  settings: ClickHouseSettings,
  { slug, tenantId }: DashboardsTenant,
  password: string,
): Promise<void> {
  const account = { CLICKHOUSE_USERNAME: dashboardsUser(slug), CLICKHOUSE_PASSWORD: password };
  await using clickhouse = createClickHouse(
    { ...settings, ...account, CLICKHOUSE_DATABASE: REPORTING_DATABASE },
    'dashboards-account',
  );
  for (const view of REPORTING_VIEWS) {
    const answer = await clickhouse.query({
      query: `SELECT tenant_id FROM ${REPORTING_DATABASE}.${view} WHERE tenant_id != {tenantId: UInt32} LIMIT 1`,
      query_params: { tenantId },
      format: 'JSONEachRow',
    });
    if ((await answer.json()).length > 0)
      throw new LmsError(
        'configuration',
        `ClickHouse shows rows of other tenants in ${view}: no account was made.`,
      );
  }
  const tables = FORBIDDEN.map((table) => `${settings.CLICKHOUSE_DATABASE}.${table}`);
  for (const table of [...tables, 'system.query_log', 'system.parts']) {
    const isRead = await clickhouse.query({ query: `SELECT 1 FROM ${table} LIMIT 1` }).then(
      (answer) => answer.text().then(() => true),
      (error: unknown) => {
        if (error instanceof ClickHouseError) return false;
        throw error;
      },
    );
    if (isRead)
      throw new LmsError(
        'configuration',
        `ClickHouse lets every user read ${table}: no account was made. Set select_from_system_db_requires_grant, and grant nothing to everybody.`,
      );
  }
}
