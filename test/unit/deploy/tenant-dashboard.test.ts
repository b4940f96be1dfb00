import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { dashboardsUser, REPORTING_DATABASE } from '#shared/clickhouse/reporting.ts';
import { readDashboard } from '../../support/dashboard.ts';
import { compose } from './compose-file.ts';

const PLUGIN = 'grafana-clickhouse-datasource';
const VARIABLE = 'CLICKHOUSE_DASHBOARDS_ACME_PASSWORD';
const { grafana, migrate } = compose.services;

it("Grafana in Compose reads the views of acme by the account of acme's dashboards", () => {
  const { datasources } = parse(
    readFileSync('deploy/grafana/provisioning/datasources/acme-training.yml', 'utf8'),
  ) as { datasources: Record<string, unknown>[] };
  expect(datasources).toMatchObject([
    {
      type: PLUGIN,
      jsonData: {
        host: 'clickhouse',
        port: 8123,
        protocol: 'http',
        username: dashboardsUser('acme'),
        defaultDatabase: REPORTING_DATABASE,
      },
      secureJsonData: { password: `$${VARIABLE}` },
    },
  ]);
  expect(grafana?.environment?.[VARIABLE]).toBe(migrate?.environment?.[VARIABLE]);
  expect(grafana?.environment?.['GF_PLUGINS_PREINSTALL_SYNC']).toMatch(
    new RegExp(`^${PLUGIN}@\\d+\\.\\d+\\.\\d+$`),
  );
  expect(grafana?.networks).toEqual(expect.arrayContaining(['clickhouse']));
});

it('the dashboard reads whichever data source of ClickHouse is chosen, and views alone', () => {
  const { panels, templating } = readDashboard('tenant-training');
  expect(templating.list).toContainEqual(
    expect.objectContaining({ name: 'datasource', type: 'datasource', query: PLUGIN }),
  );
  const source = { type: PLUGIN, uid: '${' + 'datasource}' };
  for (const panel of panels) {
    expect(panel, panel.title).toMatchObject({ datasource: source, targets: [{ datasource: source }] });
    for (const { rawSql } of panel.targets) {
      const databases = [...rawSql.matchAll(/\b(?:FROM|JOIN) (\w+)\b/g)].map(([, database]) => database);
      expect(new Set(databases), panel.title).toEqual(new Set([REPORTING_DATABASE]));
    }
  }
});
