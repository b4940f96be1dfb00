import { makeDashboardsAccount, rotateDashboardsAccount } from '#shared/clickhouse/dashboards-account.ts';
import type { ClickHouseSettings } from '#shared/config.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { tenantNumber } from '#shared/tenants/tenants.ts';

/**
 * Gives the dashboards of one of the demo's tenants an account with this password, which Grafana in Compose knows; an account that
 * is there gets it, too.
 */
export async function giveDemoDashboards(
  adminUrl: string,
  clickhouse: ClickHouseSettings,
  { slug, password }: { slug: string; password: string },
): Promise<void> {
  const pool = createPool(adminUrl, { applicationName: 'demo-dashboards', max: 1, onError: () => undefined });
  try {
    const tenantId = await tenantNumber(pool, slug);
    if (tenantId === undefined) return;
    const tenant = { slug, tenantId };
    if (!(await makeDashboardsAccount(clickhouse, tenant, password)))
      await rotateDashboardsAccount(clickhouse, tenant, password);
  } finally {
    await pool.end();
  }
}
