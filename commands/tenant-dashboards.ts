import { parseArgs } from 'node:util';
import { createClickHouse } from '#shared/clickhouse/client.ts';
import {
  type DashboardsTenant,
  makeDashboardsAccount,
  newDashboardsPassword,
  revokeDashboardsAccount,
  rotateDashboardsAccount,
} from '#shared/clickhouse/dashboards-account.ts';
import { dashboardsUser, REPORTING_DATABASE } from '#shared/clickhouse/reporting.ts';
import { LmsError } from '#shared/errors.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { tenantNumber } from '#shared/tenants/tenants.ts';
import { dataDirectory, type Installation, readInstallation } from './config.ts';
import { runCommand, UsageError } from './run-command.ts';
import { keepDashboardsPassword } from './tenant/dashboards-file.ts';

const USAGE = 'npm run tenant:dashboards -- <slug> [--rotate | --revoke]';

await runCommand(USAGE, async () => {
  const { slug, action } = readArguments();
  const installation = await readInstallation();
  const tenant = { slug, tenantId: await findTenant(installation, slug) };
  if (action === 'revoke') await revoke(installation, tenant);
  else await giveAccess(installation, tenant, action);
  return 0;
});

function readArguments(): { slug: string; action: 'make' | 'rotate' | 'revoke' } {
  const { positionals, values } = parseArgs({
    options: { rotate: { type: 'boolean', default: false }, revoke: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [slug, ...more] = positionals;
  if (slug === undefined || more.length > 0) throw new UsageError('Name one tenant.');
  if (values.rotate && values.revoke) throw new UsageError('Give --rotate or --revoke.');
  if (values.rotate) return { slug, action: 'rotate' };
  return { slug, action: values.revoke ? 'revoke' : 'make' };
}

async function findTenant({ postgresUrl }: Installation, slug: string): Promise<number> {
  const pool = createPool(postgresUrl, {
    applicationName: 'tenant-dashboards',
    max: 1,
    onError: console.error,
    answerWithinMs: Number.POSITIVE_INFINITY,
  });
  try {
    const tenantId = await tenantNumber(pool, slug);
    if (tenantId !== undefined) return tenantId;
  } finally {
    await pool.end();
  }
  throw new LmsError('configuration', `There is no tenant ${slug}.`);
}

async function giveAccess(
  { clickhouse }: Installation,
  tenant: DashboardsTenant,
  action: 'make' | 'rotate',
): Promise<void> {
  const { slug } = tenant;
  const password = newDashboardsPassword();
  if (action === 'make' && !(await makeDashboardsAccount(clickhouse, tenant, password)))
    throw new LmsError(
      'configuration',
      `${slug} has an account for dashboards already. With --rotate it gets another password, with --revoke it is removed.`,
    );
  if (action === 'rotate' && !(await rotateDashboardsAccount(clickhouse, tenant, password)))
    throw new LmsError(
      'configuration',
      `${slug} has no account for dashboards. Without --rotate it gets one.`,
    );
  await keep(slug, password);
  const lines = [
    `Dashboards of ${slug} sign in to ClickHouse by this account. Its password is shown once:`,
    '',
    `Address            ${clickhouse.CLICKHOUSE_URL}`,
    `Database           ${REPORTING_DATABASE}`,
    `User               ${dashboardsUser(slug)}`,
    `Password           ${password}`,
  ];
  console.log(lines.join('\n'));
}

async function revoke({ clickhouse: settings }: Installation, { slug }: DashboardsTenant): Promise<void> {
  await using clickhouse = createClickHouse(settings, 'tenant-dashboards');
  await revokeDashboardsAccount(clickhouse, slug);
  await keep(slug, null);
  console.log(`Nobody signs in to ClickHouse as ${dashboardsUser(slug)} any more.`);
}

/** The product that `npm start` runs lists it among its endpoints. */
async function keep(slug: string, password: string | null): Promise<void> {
  const dataDir = dataDirectory();
  if (dataDir !== undefined) await keepDashboardsPassword(dataDir, slug, password);
}
