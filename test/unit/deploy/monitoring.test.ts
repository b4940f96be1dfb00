import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import type { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { countErrors } from '#shared/runtime/error-metrics.ts';
import { createMetrics as aggregator } from '../../../services/aggregator/metrics.ts';
import { createMetrics as ingest } from '../../../services/ingest/metrics.ts';
import { createMetrics as portal } from '../../../services/portal/metrics.ts';
import { createMetrics as writer } from '../../../services/transcript-writer/metrics.ts';
import { compose } from './compose-file.ts';
import { SERVICES } from './services.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

const { groups } = parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8')) as {
  groups: { rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync('deploy/grafana/dashboards/training-history.json', 'utf8')) as {
  panels: { title: string; targets?: { expr: string; legendFormat: string }[] }[];
};
const panels = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
);

/** Labels that Prometheus itself puts on every series. */
const SCRAPED = ['job', 'instance'];

/** Every series of a service, with its labels. */
async function seriesOf(registry: Registry): Promise<Map<string, readonly string[]>> {
  const series = new Map<string, readonly string[]>();
  for (const metric of await registry.getMetricsAsJSON()) {
    const known = registry.getSingleMetric(metric.name) as { labelNames?: readonly string[] } | undefined;
    const labels = [...(known?.labelNames ?? []), ...SCRAPED];
    series.set(metric.name, labels);
    if (String(metric.type) !== 'histogram') continue;
    series.set(`${metric.name}_bucket`, [...labels, 'le']);
    series.set(`${metric.name}_sum`, labels);
    series.set(`${metric.name}_count`, labels);
  }
  return series;
}

const registries = {
  ingest: ingest().registry,
  writer: writer().registry,
  aggregator: aggregator().registry,
  portal: portal().registry,
};
for (const [service, registry] of Object.entries(registries)) countErrors(registry, service);
const perService = await Promise.all(Object.values(registries).map(seriesOf));
const series = new Map<string, readonly string[]>([
  ['up', SCRAPED],
  ...perService.flatMap((one) => [...one]),
]);

/** What a query names: series, with the labels that are asked of them, and labels that it groups by. */
function namesIn(expr: string): { metrics: { name: string; labels: string[] }[]; groupedBy: string[] } {
  const query = expr.replaceAll('$__rate_interval', '5m');
  const metrics: { name: string; labels: string[] }[] = [];
  const groupedBy: string[] = [];
  let inGrouping = false;
  parser.parse(query).iterate({
    enter({ type, from, to }) {
      const text = query.slice(from, to);
      if (type.isError) throw new Error(`Not PromQL near "${query.slice(Math.max(0, from - 20), to + 20)}"`);
      if (type.name === 'GroupingLabels') inGrouping = true;
      if (type.name === 'VectorSelector') metrics.push({ name: '', labels: [] });
      if (type.name === 'Identifier') metrics.splice(-1, 1, { name: text, labels: [] });
      if (type.name === 'LabelName') (inGrouping ? groupedBy : (metrics.at(-1)?.labels ?? [])).push(text);
    },
    leave({ type }) {
      if (type.name === 'GroupingLabels') inGrouping = false;
    },
  });
  return { metrics, groupedBy };
}

function expectKnown(expr: string): void {
  const { metrics, groupedBy } = namesIn(expr);
  expect(metrics.length).toBeGreaterThan(0);
  for (const { name, labels } of metrics) {
    expect([...series.keys()]).toContain(name);
    for (const label of labels) expect(series.get(name), name).toContain(label);
  }
  for (const label of groupedBy) {
    expect(
      metrics.some(({ name }) => series.get(name)?.includes(label)),
      label,
    ).toBe(true);
  }
}

describe('alerts', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s asks for what the services measure',
    (_, rule) => {
      expectKnown(rule.expr);
    },
  );

  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s says what to do',
    (alert, { labels, annotations }) => {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.runbook).toBe(`deploy/runbook.md#${alert.toLowerCase()}`);
      expect(readFileSync('deploy/runbook.md', 'utf8')).toMatch(new RegExp(`^#+ ${alert}$`, 'm'));
    },
  );

  it('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});

describe('the dashboard', () => {
  it.each(panels)('%s: %s', (_title, expr, legend) => {
    expectKnown(expr);
    const { metrics, groupedBy } = namesIn(expr);
    for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
      expect([...groupedBy, ...metrics.flatMap(({ labels }) => labels)], legend).toContain(label);
    }
  });

  it('or an alert shows every measurement of ours', () => {
    const shown = new Set(
      [...rules.map(({ expr }) => expr), ...panels.map(([, expr]) => expr)].flatMap((expr) =>
        namesIn(expr).metrics.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')),
      ),
    );
    const ours = [...series.keys()].filter(
      (name) => name.startsWith('lms_') && !/_(bucket|sum|count)$/.test(name),
    );
    const unseen = ours.filter((name) => !shown.has(name));
    // How much was mirrored, and how many feeds were ended, is for whoever looks into it.
    expect(unseen.sort()).toEqual(['lms_aggregator_mirrored_rows_total', 'lms_writer_feeds_ended_total']);
  });
});

it('finds no word that a query should not have', () => {
  expect(() => namesIn('sum by (x (up)')).toThrow('Not PromQL');
  expect(namesIn('sum by (job) (rate(a_total{b="c"}[5m]))')).toEqual({
    metrics: [{ name: 'a_total', labels: ['b'] }],
    groupedBy: ['job'],
  });
});

it('Prometheus reads every service where it listens, under the name that alerts know', () => {
  const { scrape_configs: jobs } = parse(readFileSync('deploy/prometheus/prometheus.yml', 'utf8')) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
  };
  expect(jobs.map(({ job_name, static_configs }) => [job_name, static_configs[0]?.targets])).toEqual(
    SERVICES.map((name) => [name, [`${name}:9464`]]),
  );
  for (const name of SERVICES) expect(compose.services).toHaveProperty(name);
  const [source] = (
    parse(readFileSync('deploy/grafana/provisioning/datasources/prometheus.yml', 'utf8')) as {
      datasources: { uid: string; url: string }[];
    }
  ).datasources;
  expect(source).toMatchObject({ uid: 'prometheus', url: 'http://prometheus:9090' });
});
