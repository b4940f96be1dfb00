import type { Request, Response } from 'express';
import { z } from 'zod';
import { AUDIT_ACTIONS } from '#shared/audit/audit-actions.ts';
import { readQuery } from '#shared/http/parameters.ts';
import { answerLanguage } from '#shared/http/request-language.ts';
import type { TenantSlots } from '#shared/http/tenant-slots.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { textsOf } from '#shared/texts/texts-of.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller } from '../http/caller.ts';
import { nameDownload, sendPieces } from '../http/download.ts';
import { choice, filter, moment, page } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { auditCsv } from './audit-csv.ts';
import { listAuditEvents } from './read-audit.ts';

interface AuditTools {
  readonly pool: Pool;
  /** For downloads, which take long. */
  readonly downloadSlots: TenantSlots;
}

const IMPORT_ID = "must be an import's id";

const filters = z.object({
  actor: filter,
  action: choice(AUDIT_ACTIONS),
  importId: filter.pipe(z.guid(IMPORT_ID).optional()),
  from: moment('start'),
  to: moment('end'),
});
const formats = z.object({ format: choice(['json', 'csv']) });

/** Who did what, when. */
export function auditRoutes(tools: AuditTools): Route[] {
  return [
    {
      operationId: 'listAuditEvents',
      method: 'get',
      path: '/api/audit',
      access: 'admin',
      handle: (request, response, caller) => serveAudit(request, response, caller, tools),
    },
  ];
}

/** Answers with a page as JSON, or with all that the filters leave as CSV where that is asked for. */
async function serveAudit(
  request: Request,
  response: Response,
  caller: Caller,
  tools: AuditTools,
): Promise<void> {
  response.vary('Accept');
  const format = readQuery(request, formats).format ?? preferredFormat(request);
  if (format === 'csv') return sendCsv(request, response, caller, tools);
  const asked = readQuery(request, filters);
  response.json(await listAuditEvents(tools.pool, caller.tenant, asked, readQuery(request, page)));
}

/** JSON, also for a client that takes anything. */
function preferredFormat(request: Request): 'json' | 'csv' {
  return request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json';
}

async function sendCsv(
  request: Request,
  response: Response,
  caller: Caller,
  { pool, downloadSlots }: AuditTools,
): Promise<void> {
  const asked = readQuery(request, filters);
  const texts = textsOf(answerLanguage(response));
  const describe = (): void => {
    nameDownload(response, 'audit.csv');
    response.type('text/csv; charset=utf-8');
  };
  if (request.method === 'HEAD') {
    describe();
    response.end();
    return;
  }
  const leave = await downloadSlots.enter(caller.tenant.slug);
  try {
    // The client may have disconnected while it waited; then no one needs the file.
    if (response.closed) return;
    await auditDownload(pool, caller, { action: 'report.downloaded', subject: 'audit' });
    describe();
    await sendPieces(response, auditCsv(pool, caller.tenant, asked, texts));
  } finally {
    leave();
  }
}
