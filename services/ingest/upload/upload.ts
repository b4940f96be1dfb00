import type { Request, RequestHandler } from 'express';
import { principalFor } from '#shared/auth/authenticate.ts';
import { toError } from '#shared/errors.ts';
import { allowLongBody } from '#shared/http/body-deadline.ts';
import { toRefusal } from '#shared/http/http-server.ts';
import { Refusal, unavailableRefusal } from '#shared/http/refusal.ts';
import type { TenantSlots } from '#shared/http/tenant-slots.ts';
import { toImportView } from '#shared/imports/import-view.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { retry } from '#shared/runtime/retry.ts';
import { importTrace, type Tracing } from '#shared/runtime/tracing.ts';
import { fileTooLarge } from '../inspect/inspect-file.ts';
import { parseSettingsOf } from '../inspect/inspect-stored.ts';
import { questionRefusal } from '../inspect/question-refusal.ts';
import type { Metrics } from '../metrics.ts';
import { type Accepted, acceptImport } from './accept-import.ts';
import { withMapping } from './choose-settings.ts';
import { dailyLimit } from './daily-limit.ts';
import { cleanFileName, isCsvFileName } from './file-name.ts';
import { inspectUpload } from './inspect-upload.ts';
import { Original } from './store-original.ts';
import { findTenant, type Tenant } from './tenant.ts';
import type { TopicPartitions } from './topic-partitions.ts';
import { FORM_OVERHEAD_BYTES, type FormFile, UploadForm } from './upload-form.ts';
import { MIN_THROUGHPUT, MIN_THROUGHPUT_WHILE_OTHERS_WAIT } from './upload-limits.ts';
import {
  readUploadParameters,
  requireFields,
  requireType,
  type UploadParameters,
  withSettingsPart,
} from './upload-parameters.ts';

export interface UploadContext {
  readonly pool: Pool;
  readonly store: ObjectStore;
  readonly partitions: TopicPartitions;
  readonly slots: TenantSlots;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** Aborted once the process is stopping: uploads that come then belong to another one. */
  readonly stopping: AbortSignal;
  /** Called for each newly accepted import, so that its rows need not wait for the next poll. */
  readonly onAccepted: () => void;
}

/** Answers `POST /api/imports`; to be used behind the handlers that let only LMS admins pass. */
export function createUploadHandler(context: UploadContext): RequestHandler {
  return async (request, response) => {
    const startTime = Date.now();
    allowLongBody(request);
    try {
      const { row, repeated } = await upload(context, request);
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
  const tenant = await findTenant(context.pool, principalFor(request).tenant);
  const length = Number(request.get('content-length') ?? 0);
  if (length > tenant.maxFileBytes + FORM_OVERHEAD_BYTES) throw fileTooLarge(tenant.maxFileBytes);
  // An upload under a key may be one that was accepted before; whether it counts is known only at its end.
  const minBytes = Math.max(1, length - FORM_OVERHEAD_BYTES);
  if (parameters.idempotencyKey === undefined && minBytes > tenant.bytesLeftToday) {
    throw dailyLimit(tenant.maxBytesADay, new Date());
  }
  // Before anything is stored: without it the file could not be accepted.
  const partitions = await context.partitions.count();
  const leave = await context.slots.enter(tenant.slug);
  try {
    if (context.stopping.aborted) throw unavailableRefusal(undefined);
    const form = new UploadForm(request, tenant.maxFileBytes, () =>
      context.slots.othersWait(tenant.slug) ? MIN_THROUGHPUT_WHILE_OTHERS_WAIT : MIN_THROUGHPUT,
    );
    try {
      const file = await form.file();
      return await receive(context, { request, tenant, parameters, partitions, file });
    } finally {
      form.close();
    }
  } finally {
    leave();
  }
}

/** Longer than most outages; what is not removed by then is found by the sweeper, hours later. */
const DISCARD_WITHIN_MS = 10 * 60_000;

interface Receiving {
  readonly request: Request;
  readonly tenant: Tenant;
  readonly parameters: UploadParameters;
  readonly partitions: number;
  readonly file: FormFile;
}

/** Stores the file while it is inspected, and accepts it; whatever fails leaves nothing behind. */
async function receive(context: UploadContext, receiving: Receiving): Promise<Accepted> {
  const { tenant, parameters, partitions, file } = receiving;
  const fileName = cleanFileName(file.name);
  if (!isCsvFileName(fileName)) {
    throw new Refusal('not-csv', 'Only CSV files are accepted: the name must end in .csv.');
  }
  const { check, mapping } = parameters;
  const given = await withMapping(
    context.pool,
    tenant.slug,
    withSettingsPart(parameters.settings, file.settings),
    mapping,
  );
  if (!check) requireType(given.settings);
  const original = new Original(context.pool, context.store, tenant);
  try {
    const { inspected, chosen } = await inspectUpload(context, { tenant, file, original, given, check });
    const { settings } = chosen;
    requireFields(settings, inspected.inspection.type);
    const question = check ? undefined : questionRefusal(inspected.inspection);
    if (question !== undefined) throw question;
    const accepted = await acceptImport(context.pool, {
      tenant,
      initiatedBy: principalFor(receiving.request).subject,
      fileName,
      chosen,
      check,
      idempotencyKey: parameters.idempotencyKey,
      file: inspected,
      originalKey: original.key,
      parseSettings: parseSettingsOf(inspected, settings, partitions),
    });
    const { repeated, row } = accepted;
    context.logger.info(
      { tenantId: tenant.id, tenant: tenant.slug, importId: row.import_id, repeated },
      'upload accepted',
    );
    if (repeated) await discard(context, original);
    else context.onAccepted();
    return accepted;
  } catch (error) {
    await discard(context, original);
    throw error;
  }
}

/** Removes what was stored; while a server for that is away, in the background, so that the answer need not wait. */
async function discard(context: UploadContext, original: Original): Promise<void> {
  try {
    await original.discard();
  } catch {
    void discardLater(context, original);
  }
}

async function discardLater(context: UploadContext, original: Original): Promise<void> {
  try {
    await retry(() => original.discard(), {
      signal: AbortSignal.any([context.stopping, AbortSignal.timeout(DISCARD_WITHIN_MS)]),
    });
  } catch (error) {
    context.logger.warn({ err: toError(error), key: original.key }, 'object is left for the sweeper');
  }
}
