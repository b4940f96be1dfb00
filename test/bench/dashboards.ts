import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { RECENCY_STATEMENTS, UNSETTLED_RECORDS } from '#shared/clickhouse/certification-recency.ts';
import { mutateTable } from '#shared/clickhouse/mutate-table.ts';
import { createPool } from '#shared/postgres/pool.ts';
import { holdingRecency } from '../../commands/mirror/hold-recency.ts';
import { documentedExamples } from '../support/reporting-contract.ts';
import { PEOPLE, writeCourses } from './data.ts';
import { type Figures, percentile } from './figures.ts';
import { fillMirror, openMirror } from './reports.ts';
import type { Stack } from './stack.ts';
import { importFile } from './upload.ts';

/** Enough calls for a 95th percentile that is not one unlucky call. */
const CALLS = 20;

/** One certification to so many courses. */
const CERTIFICATION_SHARE = 5;

/**
 * Asks each example of docs/reporting.md by the account of a tenant's dashboards, over `transcripts` course records and a
 * fifth as many certifications: alone, and while files of `rows` courses are imported.
 */
export async function measureDashboards(
  stack: Stack,
  tenantId: number,
  { transcripts, rows }: { transcripts: number; rows: number },
): Promise<Figures> {
  await using mirror = openMirror(stack.endpoints);
  await fillMirror(mirror, tenantId, transcripts);
  await mirror.command({
    query: `INSERT INTO certification_records (tenant_id, person_id, record_id, certification_name, issue_date,
        expiration_date, status, version)
      SELECT {tenant: UInt32}, number % {people: UInt32}, number, concat('Certification ', toString(intDiv(number, {people: UInt32}) % 20)),
        toDate32('2020-01-01') + number % 2000, toString(toDate('2024-01-01') + number % 2000), 'active', number + 1
      FROM numbers({certifications: UInt64})`,
    query_params: {
      tenant: tenantId,
      people: PEOPLE,
      certifications: Math.floor(transcripts / CERTIFICATION_SHARE),
    },
  });
  // As the tables are ten minutes after the last insert (schemas/clickhouse/0013_dashboards.sql).
  for (const table of ['course_records', 'certification_records'])
    await mirror.command({ query: `OPTIMIZE TABLE ${table} FINAL` });
  await settleRecency(stack, mirror);
  const figures: Figures = {};
  for (const { title, query } of documentedExamples()) {
    const seconds: number[] = [];
    for (let call = 0; call < CALLS; call += 1) seconds.push(await timed(stack, query));
    addFigures(figures, title, seconds);
  }
  return { ...figures, ...(await besideImports(stack, rows)) };
}

/** As aggregator leaves them some minutes after the last insert. */
async function settleRecency({ endpoints }: Stack, mirror: ReturnType<typeof openMirror>): Promise<void> {
  const pool = createPool(endpoints.postgres.url, {
    applicationName: 'bench',
    max: 1,
    onError: console.error,
  });
  const isSettled = async (): Promise<boolean> => {
    const answer = await mirror.query({ query: UNSETTLED_RECORDS, format: 'JSONEachRow' });
    return (await answer.json()).length === 0;
  };
  await holdingRecency(pool, async () => {
    while (!(await isSettled()))
      for (const statement of RECENCY_STATEMENTS)
        await mutateTable(mirror, { table: 'certification_records', statement });
  });
  await pool.end();
}

async function besideImports(stack: Stack, rows: number): Promise<Figures> {
  const path = join(stack.dataDir, 'dashboards.csv');
  await writeCourses(path, rows, 7);
  const seconds = new Map<string, number[]>(documentedExamples().map(({ title }) => [title, []]));
  let isRunning = true;
  const importing = importFile(stack.endpoints, path, { type: 'courses' }).finally(() => {
    isRunning = false;
  });
  while (isRunning)
    for (const { title, query } of documentedExamples())
      if (isRunning) seconds.get(title)?.push(await timed(stack, query));
  await importing;
  const figures: Figures = {};
  for (const [title, each] of seconds) addFigures(figures, `${title}, beside an import`, each);
  return { ...figures, 'dashboard calls beside the import': [...seconds.values()].flat().length };
}

function addFigures(figures: Figures, title: string, seconds: readonly number[]): void {
  figures[`dashboard ${title} p50 ms`] = percentile(seconds, 0.5) * 1_000;
  figures[`dashboard ${title} p95 ms`] = percentile(seconds, 0.95) * 1_000;
}

async function timed({ endpoints }: Stack, query: string): Promise<number> {
  const access = endpoints.clickhouse.dashboards['acme'];
  if (access === undefined) throw new Error('acme has no account for dashboards');
  const { url, database, user, password } = access;
  await using client = createClient({ url, database, username: user, password });
  const began = performance.now();
  const answer = await client.query({ query, format: 'JSONEachRow' });
  await answer.json();
  return (performance.now() - began) / 1_000;
}
