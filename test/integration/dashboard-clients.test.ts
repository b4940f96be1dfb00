import { beforeAll, describe, expect, it } from 'vitest';
import { compressBlock, decompressBlocks } from '../../deploy/embedded/clickhouse/wire/compressed-blocks.ts';
import { askAs, importCourses, PRINTED, runJava } from '../support/clickhouse-clients.ts';
import { type Choice, interpolate, readDashboard } from '../support/dashboard.ts';

interface Answer {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

const IN_2024 = { from: new Date('2024-01-01'), to: new Date('2024-12-31') };
const dashboard = readDashboard('tenant-training');
const panels = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map((target) => [title, target] as const),
);

beforeAll(importCourses);

async function ask(slug: string, query: string): Promise<Answer> {
  const response = await askAs(slug, query, { default_format: 'JSON' });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as Answer;
}

it('the JDBC driver reads views, types and rows, with its defaults', async () => {
  expect(await runJava('acme')).toBe(PRINTED);
});

describe("ClickHouse's own compression", () => {
  it('packs an answer, and unpacks a query', async () => {
    const query = Buffer.from('SELECT {n: UInt32} + 1');
    const response = await askAs('acme', Uint8Array.from(compressBlock(query)), {
      compress: '1',
      decompress: '1',
      param_n: '41',
    });
    expect(decompressBlocks(Buffer.from(await response.arrayBuffer())).toString()).toBe('42\n');
    expect(response.headers.get('x-clickhouse-format')).toBe('TabSeparated');
  });

  it('leaves what is wrong as plain text', async () => {
    const response = await askAs('acme', 'SELECT nothing FROM courses', { compress: '1' });
    expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(/^Code: 47\./)]);
  });
});

describe("the dashboard for a tenant's Grafana", () => {
  const CHOICES: readonly [string, Choice['variables']][] = [
    ['all course types', { course_type: null }],
    ['one course type', { course_type: ['OLT'] }],
    ["two, one of which is nobody's", { course_type: ["it's none", 'ILT'] }],
  ];

  it.each(CHOICES)('asks for what the views have, for %s', async (_, variables) => {
    for (const [title, { rawSql, format }] of panels) {
      const { meta } = await ask('acme', interpolate(rawSql, { ...IN_2024, variables }));
      expect(meta.length, title).toBeGreaterThan(0);
      // Grafana draws a time series by the first column that is a time, under the names of the others.
      if (format === 0)
        expect(meta.map(({ name, type }) => `${name} ${type}`)).toEqual([
          'time Date32',
          'course_type LowCardinality(String)',
          'courses UInt64',
        ]);
    }
  });

  it('offers the course types that the tenant has', async () => {
    const [variable] = dashboard.templating.list.filter(({ type }) => type === 'query');
    const { data } = await ask('acme', variable?.query ?? '');
    expect(data).toEqual(expect.arrayContaining([{ course_type: 'ILT' }, { course_type: 'OLT' }]));
  });

  it('counts rows of its tenant, and of nobody else', async () => {
    const [, completed] = panels.find(([title]) => title === 'Courses completed') ?? [];
    const query = interpolate(completed?.rawSql ?? '', {
      from: new Date('2024-02-28'),
      to: new Date('2024-02-29'),
      variables: { course_type: ['OLT'] },
    });
    const onlyOurs = `${query} AND course_number LIKE 'CLIENT-%'`;
    expect((await ask('acme', onlyOurs)).data).toEqual([{ courses: 2 }]);
    expect((await ask('globex', onlyOurs)).data).toEqual([{ courses: 0 }]);
  });

  it('knows every macro that a panel uses', () => {
    expect(() => interpolate('SELECT $__other(x)', { ...IN_2024, variables: {} })).toThrow('Not replaced');
  });
});
