import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { Histogram } from 'prom-client';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller, Tenant } from '../http/caller.ts';
import { nameDownload, sendStream } from '../http/download.ts';
import { choiceParameter, limitParameter, parameter } from '../http/parameters.ts';
import { certificationsByCertification } from './certifications.ts';
import { coursesByCourse } from './courses.ts';
import { importActivity } from './import-activity.ts';
import { peopleDetail } from './people-detail.ts';
import type { Report, ReportQuery, Sort } from './report.ts';
import { reportCsv, reportPage } from './run-report.ts';

const REPORTS: readonly Report[] = [
  peopleDetail,
  certificationsByCertification,
  coursesByCourse,
  importActivity,
];

/** The reports there are, as GET /api/reports lists them. */
export function listReports(): {
  items: readonly { name: string; title: string; parameters: readonly string[] }[];
} {
  return { items: REPORTS.map(({ name, title, filters }) => ({ name, title, parameters: filters })) };
}

export interface ReportTools {
  readonly pool: Pool;
  readonly clickhouse: ClickHouseClient;
  readonly reportDuration: Histogram<'report' | 'format'>;
}

/**
 * Answers with the report of the path: a page as JSON, or all of it as CSV where that is asked for.
 *
 * @throws Refusal `not-found` or `invalid-parameter`
 */
export async function serveReport(
  request: Request,
  response: Response,
  caller: Caller,
  { pool, clickhouse, reportDuration }: ReportTools,
): Promise<void> {
  const { tenant } = caller;
  const report = REPORTS.find(({ name }) => name === request.params['name']);
  if (report === undefined) throw new Refusal('not-found', 'There is no such report.');
  const query = report.query(request);
  const sort = readSort(request, query);
  response.vary('Accept');
  const format = choiceParameter(request, 'format', ['json', 'csv']) ?? preferredFormat(request);
  const stop = reportDuration.startTimer({ report: report.name, format });
  const asked = { report, query, sort };
  if (format === 'csv') await sendCsv(request, response, caller, { pool, clickhouse }, asked);
  else await sendPage(request, response, tenant, clickhouse, asked);
  stop();
}

interface Asked {
  readonly report: Report;
  readonly query: ReportQuery;
  readonly sort: Sort;
}

async function sendCsv(
  request: Request,
  response: Response,
  caller: Caller,
  { pool, clickhouse }: Pick<ReportTools, 'pool' | 'clickhouse'>,
  { report, query, sort }: Asked,
): Promise<void> {
  let lines: AsyncIterable<string> | undefined;
  if (request.method !== 'HEAD') {
    await auditDownload(pool, caller, { action: 'report.downloaded', subject: report.name });
    // Asked before the headers are set: while the server is away the answer is a problem and not a file.
    lines = await reportCsv(clickhouse, caller.tenant, query, sort);
  }
  nameDownload(response, `${report.name}.csv`);
  response.type('text/csv; charset=utf-8');
  if (lines === undefined) response.end();
  else await sendStream(response, Readable.from(lines));
}

async function sendPage(
  request: Request,
  response: Response,
  tenant: Tenant,
  clickhouse: ClickHouseClient,
  { report, query, sort }: Asked,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const page = await reportPage(clickhouse, tenant, query, sort, {
      list: `${report.name}:${query.identity.map(({ name }) => name).join('+')}`,
      limit: limitParameter(request),
      cursor: parameter(request, 'cursor'),
      signal: gone.signal,
    });
    response.json(page);
  } catch (error) {
    // Nobody is left to be told.
    if (!gone.signal.aborted) throw error;
  }
}

/** JSON, also for a client that takes anything. */
function preferredFormat(request: Request): 'json' | 'csv' {
  return request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';
}

function readSort(request: Request, query: ReportQuery): Sort {
  const keys = query.columns.map(({ key }) => key);
  const key = choiceParameter(request, 'sort', keys);
  const order = choiceParameter(request, 'order', ['asc', 'desc']);
  if (key === undefined) return order === undefined ? query.defaultSort : { ...query.defaultSort, order };
  return { key, order: order ?? 'asc' };
}
