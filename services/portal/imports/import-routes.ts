import type { Request, Response } from 'express';
import { z } from 'zod';
import type { AuditAction } from '#shared/audit/audit-actions.ts';
import { RECORD_TYPES } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import { importId, readQuery } from '#shared/http/parameters.ts';
import { type ImportStatus, STATUS_TEXTS } from '#shared/imports/import-view.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { auditDownload } from '../http/audit-download.ts';
import type { Caller } from '../http/caller.ts';
import { nameDownload, sendStream } from '../http/download.ts';
import type { IngestProxy } from '../http/ingest-proxy.ts';
import { choice, filter, moment, page } from '../http/parameters.ts';
import type { Route } from '../http/route.ts';
import { LineNumbers } from '../results/line-numbers.ts';
import { ErrorLinesServer } from '../results/serve-error-lines.ts';
import { getCheck } from './check.ts';
import { failureRoutes } from './failure-routes.ts';
import type { ImportEvents } from './import-events.ts';
import { errorFile, type ImportFile, originalFile } from './import-files.ts';
import { getInspection } from './inspection.ts';
import { IMPORT_SORT_KEYS, type ImportSort, listImports, NEWEST_FIRST } from './list-imports.ts';
import { cancelImport, getImport, getSettings } from './read-imports.ts';
import { undoRoutes } from './undo-routes.ts';

export interface ImportTools {
  readonly pool: Pool;
  readonly objects: ObjectStore;
  readonly events: ImportEvents;
  readonly ingest: IngestProxy;
}

/** Uploading files, and watching what becomes of them and of feeds. */
export function importRoutes(tools: ImportTools): Route[] {
  const lines = new LineNumbers(tools.objects);
  return [
    ...passedOnRoutes(tools),
    ...readRoutes(tools, lines),
    ...failureRoutes(tools.pool, lines),
    ...undoRoutes(tools),
    ...fileRoutes(tools),
  ];
}

function passedOnRoutes({ ingest }: ImportTools): Route[] {
  const handle = (request: Request, response: Response) => ingest.pass(request, response);
  return [
    {
      operationId: 'createImport',
      method: 'post',
      path: '/api/imports',
      access: 'ingest',
      handle,
    },
    {
      operationId: 'importAgain',
      method: 'post',
      path: '/api/imports/{id}/import-again',
      access: 'ingest',
      handle,
    },
    { operationId: 'applyImport', method: 'post', path: '/api/imports/{id}/apply', access: 'ingest', handle },
    {
      operationId: 'approveImport',
      method: 'post',
      path: '/api/imports/{id}/approve',
      access: 'ingest',
      handle,
    },
    { operationId: 'undoImport', method: 'post', path: '/api/imports/{id}/undo', access: 'ingest', handle },
    {
      operationId: 'undoCourse',
      method: 'post',
      path: '/api/people/{id}/courses/{courseNumber}/undo',
      access: 'ingest',
      handle,
    },
    {
      operationId: 'undoCertification',
      method: 'post',
      path: '/api/people/{id}/certifications/{recordId}/undo',
      access: 'ingest',
      handle,
    },
    { operationId: 'discardImport', method: 'delete', path: '/api/imports/{id}', access: 'ingest', handle },
    {
      operationId: 'changeImportSettings',
      method: 'put',
      path: '/api/imports/{id}/settings',
      access: 'ingest',
      handle,
    },
  ];
}

function readRoutes({ pool, events }: ImportTools, lines: LineNumbers): Route[] {
  return [
    {
      operationId: 'listImports',
      method: 'get',
      path: '/api/imports',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(
          await listImports(pool, tenant, readQuery(request, filters), {
            ...readQuery(request, page),
            ...readQuery(request, counting),
            sort: readSort(request),
          }),
        ),
    },
    {
      operationId: 'getImport',
      method: 'get',
      path: '/api/imports/{id}',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(await getImport(pool, tenant, importId(request))),
    },
    {
      operationId: 'watchImport',
      method: 'get',
      path: '/api/imports/{id}/events',
      access: 'admin',
      handle: (request, response, { tenant }) => events.serve(request, response, tenant, importId(request)),
    },
    {
      operationId: 'getInspection',
      method: 'get',
      path: '/api/imports/{id}/inspection',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(await getInspection(pool, tenant, importId(request))),
    },
    {
      operationId: 'getCheck',
      method: 'get',
      path: '/api/imports/{id}/check',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(await getCheck({ pool, lines }, tenant, importId(request))),
    },
    {
      operationId: 'getImportSettings',
      method: 'get',
      path: '/api/imports/{id}/settings',
      access: 'admin',
      handle: async (request, response, { tenant }) =>
        void response.json(await getSettings(pool, tenant, importId(request))),
    },
    {
      operationId: 'cancelImport',
      method: 'post',
      path: '/api/imports/{id}/cancel',
      access: 'admin',
      handle: async (request, response, caller) =>
        void response.status(202).json(await cancelImport(pool, caller, importId(request))),
    },
  ];
}

const STATUSES = new Map<string, ImportStatus>(
  (Object.keys(STATUS_TEXTS) as ImportStatus[])
    .filter((status) => status !== 'discarded')
    .map((status) => [STATUS_TEXTS[status], status]),
);

const SHA256 = 'must be 64 hexadecimal digits';

const filters = z.object({
  type: choice(RECORD_TYPES),
  status: choice([...STATUSES.keys()]).transform((text) =>
    text === undefined ? undefined : STATUSES.get(text),
  ),
  initiatedBy: filter,
  fileName: filter,
  sha256: filter.pipe(z.hex(SHA256).length(64, SHA256).optional()),
  from: moment('start'),
  to: moment('end'),
});

const errorFiles = z.object({ lines: choice(['true', 'false']) });

const sorting = z.object({ sort: choice(IMPORT_SORT_KEYS), order: choice(['asc', 'desc']) });
const counting = z.object({ count: choice(['true', 'false']).transform((value) => value === 'true') });

function readSort(request: Request): ImportSort {
  const { sort: key, order } = readQuery(request, sorting);
  if (key === undefined) return { ...NEWEST_FIRST, ...(order === undefined ? {} : { order }) };
  return { key, order: order ?? 'asc' };
}

function fileRoutes({ pool, objects }: ImportTools): Route[] {
  const withLines = new ErrorLinesServer(pool, objects);
  const download =
    (find: typeof originalFile, action: AuditAction) =>
    async (request: Request, response: Response, caller: Caller) => {
      const id = importId(request);
      const file = await find(pool, caller.tenant, id);
      if (request.method !== 'HEAD') await auditDownload(pool, caller, { action, importId: id });
      try {
        await sendFile(request, response, objects, file);
      } catch (error) {
        if (!(error instanceof LmsError && error.code === 'missing')) throw error;
        // The error file of a running feed is replaced now and then, also between the two.
        const latest = await find(pool, caller.tenant, id);
        if (latest.key === file.key) throw error;
        await sendFile(request, response, objects, latest);
      }
    };
  return [
    {
      operationId: 'downloadOriginal',
      method: 'get',
      path: '/api/imports/{id}/original',
      access: 'admin',
      handle: download(originalFile, 'original.downloaded'),
    },
    {
      operationId: 'downloadErrors',
      method: 'get',
      path: '/api/imports/{id}/errors',
      access: 'admin',
      handle: async (request, response, caller) => {
        const { lines } = readQuery(request, errorFiles);
        // Where its lines are not known, a file is sent as it was made.
        const isSent = lines === 'true' && (await withLines.serve(request, response, caller));
        if (!isSent) await download(errorFile, 'errors.downloaded')(request, response, caller);
      },
    },
  ];
}

async function sendFile(
  request: Request,
  response: Response,
  objects: ObjectStore,
  file: ImportFile,
): Promise<void> {
  // Asked for first: while the store is unavailable the answer is a problem and not a file.
  const content = request.method === 'HEAD' ? undefined : await objects.read(file.key);
  nameDownload(response, file.fileName);
  response.type(`text/csv; charset=${file.charset}`);
  if (file.bytes !== undefined) response.set('Content-Length', String(file.bytes));
  if (content === undefined) response.end();
  else await sendStream(response, content);
}
