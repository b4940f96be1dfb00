import type { Request, RequestHandler } from 'express';
import { principalFor } from '#shared/auth/authenticate.ts';
import { allowLongBody } from '#shared/http/body-deadline.ts';
import { toRefusal } from '#shared/http/http-server.ts';
import { requestLanguage } from '#shared/http/request-language.ts';
import { toImportView } from '#shared/imports/import-view.ts';
import { importTrace } from '#shared/runtime/tracing.ts';
import { fileTooLarge } from '../inspect/inspect-file.ts';
import type { Accepted } from './accept-import.ts';
import { admitUpload } from './admit-upload.ts';
import { importAgain } from './import-again.ts';
import { receiveFile, type UploadContext } from './receive-file.ts';
import { findTenant } from './tenant.ts';
import { FORM_OVERHEAD_BYTES, UploadForm } from './upload-form.ts';
import { MIN_THROUGHPUT, MIN_THROUGHPUT_WHILE_OTHERS_WAIT } from './upload-limits.ts';
import { readUploadParameters } from './upload-parameters.ts';

/** Answers `POST /api/imports`; to be used behind the handlers that let only LMS admins pass. */
export function createUploadHandler(context: UploadContext): RequestHandler {
  return createHandler(context, upload);
}

/** Answers `POST /api/imports/{id}/import-again`, behind the same. */
export function createImportAgainHandler(context: UploadContext): RequestHandler {
  return createHandler(context, importAgain);
}

/** @param accept makes an import of what is called for */
function createHandler(
  context: UploadContext,
  accept: (context: UploadContext, request: Request) => Promise<Accepted>,
): RequestHandler {
  return async (request, response) => {
    const startTime = Date.now();
    allowLongBody(request);
    try {
      const { row, repeated } = await accept(context, request);
      // Of which import it was is known only now.
      const span = {
        name: 'accept upload',
        parents: [importTrace(row.import_id)],
        attributes: { rows: row.total ?? 0 },
        startTime,
      };
      await context.tracing.span(span, async () => undefined);
      context.metrics.uploads.inc({ outcome: repeated ? 'repeated' : 'accepted' });
      const view = toImportView(row);
      response.status(202).location(view.links.self).json(view);
    } catch (error) {
      context.metrics.uploads.inc({ outcome: toRefusal(error).problemCode });
      throw error;
    }
  };
}

async function upload(context: UploadContext, request: Request): Promise<Accepted> {
  const parameters = readUploadParameters(request);
  const { tenant: slug, subject: initiatedBy } = principalFor(request);
  const language = requestLanguage(request);
  const tenant = await findTenant(context.pool, slug);
  const length = Number(request.get('content-length') ?? 0);
  if (length > tenant.maxFileBytes + FORM_OVERHEAD_BYTES) throw fileTooLarge(tenant.maxFileBytes);
  const minBytes = Math.max(1, length - FORM_OVERHEAD_BYTES);
  return admitUpload(context, { tenant, parameters, minBytes }, async (partitions) => {
    const form = new UploadForm(request, tenant.maxFileBytes, () =>
      context.slots.othersWait(slug) ? MIN_THROUGHPUT_WHILE_OTHERS_WAIT : MIN_THROUGHPUT,
    );
    try {
      const file = await form.file();
      return await receiveFile(context, { initiatedBy, language, tenant, parameters, partitions, file });
    } finally {
      form.close();
    }
  });
}
