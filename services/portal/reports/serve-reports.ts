import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import type { Histogram } from 'prom-client';
import { z } from 'zod';
import type { ClickHouseClient } from '#shared/clickhouse/client.ts';
import { readQuery } from '#shared/http/parameters.ts';
import { Refusal } from '#shared/http/refusal.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import type { TenantSlots } from '#shared/http/tenant-slots.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { message, type ServiceTexts, textsOf } from '#shared/texts/texts-of.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller, Tenant } from '../http/caller.ts';
import { nameDownload, sendStream } from '../http/download.ts';
import { choice, page as pageOfList } from '../http/parameters.ts';
import { preferredFormat } from '../http/preferred-format.ts';
import { certificationsByCertification } from './certifications.ts';
import { coursesByCourse } from './courses.ts';
import { importActivity } from './import-activity.ts';
import { peopleDetail } from './people-detail.ts';
import type { Report, ReportQuery, Sort } from './report.ts';
import { reportCsv, reportPage, reportTotals } from './run-report.ts';

const REPORTS: readonly Report[] = [
  peopleDetail,
  certificationsByCertification,
  coursesByCourse,
  importActivity,
];

/** The reports there are, as GET /api/reports lists them. */
export function listReports(texts: ServiceTexts): {
  items: readonly { name: string; title: string; parameters: readonly string[] }[];
} {
  return {
    items: REPORTS.map(({ name, title, filters }) => ({ name, title: title(texts), parameters: filters })),
  };
}

export interface ReportTools {
  readonly pool: Pool;
  /** For pages. */
  readonly clickhouse: ClickHouseClient;
  readonly pageSlots: TenantSlots;
  /** For downloads, which hold their connections for long. */
  readonly clickhouseDownloads: ClickHouseClient;
  readonly downloadSlots: TenantSlots;
  readonly reportDuration: Histogram<'report' | 'format'>;
}

/**
 * Answers with the report of the path: a page as JSON, or all of it as CSV where that is asked for.
 *
 * @throws Refusal `not-found`, `invalid-parameter` or, when the tenant has too many under way, `too-many-requests`
 */
export async function serveReport(
  request: Request,
  response: Response,
  caller: Caller,
  tools: ReportTools,
): Promise<void> {
  const { tenant } = caller;
  const report = REPORTS.find(({ name }) => name === request.params['name']);
  if (report === undefined) throw new Refusal('not-found', message('problems.no-such-report'));
  const query = report.query(request);
  const sort = readSort(request, query);
  response.vary('Accept');
  const texts = textsOf(answerLanguage(response));
  const format = readQuery(request, formats).format ?? preferredFormat(request);
  const stop = tools.reportDuration.startTimer({ report: report.name, format });
  const asked = { report, query, sort, texts };
  const slots = format === 'csv' ? tools.downloadSlots : tools.pageSlots;
  const leave = await slots.enter(tenant.slug);
  try {
    // The client may have disconnected while it waited; then no one needs the report.
    if (response.closed) return;
    if (format === 'csv') await sendCsv(request, response, caller, tools, asked);
    else await sendPage(request, response, tenant, tools.clickhouse, asked);
    stop();
  } finally {
    leave();
  }
}

interface Asked {
  readonly report: Report;
  readonly query: ReportQuery;
  readonly sort: Sort;
  readonly texts: ServiceTexts;
}

async function sendCsv(
  request: Request,
  response: Response,
  caller: Caller,
  { pool, clickhouseDownloads }: ReportTools,
  { report, query, sort, texts }: Asked,
): Promise<void> {
  let lines: AsyncIterable<string> | undefined;
  if (request.method !== 'HEAD') {
    await auditDownload(pool, caller, { action: 'report.downloaded', subject: report.name });
    // Asked before the headers are set: while the server is unavailable the answer is a problem and not a file.
    lines = await reportCsv(clickhouseDownloads, caller.tenant, query, sort, texts);
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
  { report, query, sort, texts }: Asked,
): Promise<void> {
  const disconnected = new AbortController();
  response.once('close', () => disconnected.abort());
  try {
    const { signal } = disconnected;
    const page = await reportPage(clickhouse, tenant, query, sort, {
      list: `${report.name}:${query.identity.map(({ name }) => name).join('+')}`,
      ...readQuery(request, pageOfList),
      signal,
      texts,
    });
    // Only where they are asked for: they may cost as much as the whole report.
    const isSummed = readQuery(request, summing).totals === 'true';
    response.json(
      isSummed ? { ...page, totals: await reportTotals(clickhouse, tenant, query, signal) } : page,
    );
  } catch (error) {
    // A client that has disconnected gets no answer.
    if (!disconnected.signal.aborted) throw error;
  }
}

const formats = z.object({ format: choice(['json', 'csv']) });
const summing = z.object({ totals: choice(['true', 'false']) });
const sorting = z.object({ order: choice(['asc', 'desc']) });

function readSort(request: Request, query: ReportQuery): Sort {
  const keys = query.columns.map(({ key }) => key);
  const { sort: key, order } = readQuery(request, sorting.extend({ sort: choice(keys) }));
  if (key === undefined) return order === undefined ? query.defaultSort : { ...query.defaultSort, order };
  return { key, order: order ?? 'asc' };
}
