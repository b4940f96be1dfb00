import { makeDashboardsAccount, newDashboardsPassword } from '#shared/clickhouse/dashboards-account.ts';
import type { ClickHouseSettings } from '#shared/config.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { tenantNumber } from '#shared/tenants/tenants.ts';
import { keepDashboardsPassword, readDashboardsPasswords } from '../../commands/tenant/dashboards-file.ts';
import { DEMO_TENANT_SLUGS } from '../migrate/demo-data.ts';

/**
 * Makes the accounts by which dashboards of the demo's tenants sign in, once: one that an operator has revoked is not made
 * again, and one that is there stays as it is.
 */
export async function makeDemoDashboards(
  dataDir: string,
  postgresUrl: string,
  clickhouse: ClickHouseSettings,
): Promise<void> {
  const pool = createPool(postgresUrl, {
    applicationName: 'demo-dashboards',
    max: 1,
    onError: () => undefined,
  });
  try {
    for (const slug of DEMO_TENANT_SLUGS) {
      const tenantId = await tenantNumber(pool, slug);
      const kept = (await readDashboardsPasswords(dataDir))[slug];
      if (tenantId === undefined || kept === null) continue;
      const password = kept ?? newDashboardsPassword();
      // Before the account: a start that is broken off goes on with the same password.
      if (kept === undefined) await keepDashboardsPassword(dataDir, slug, password);
      await makeDashboardsAccount(clickhouse, { slug, tenantId }, password);
    }
  } finally {
    await pool.end();
  }
}
