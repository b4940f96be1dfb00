import { toError } from '#shared/errors.ts';
import { Refusal } from '#shared/http/refusal.ts';
import type { TenantSlots } from '#shared/http/tenant-slots.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { retry } from '#shared/runtime/retry.ts';
import type { Tracing } from '#shared/runtime/tracing.ts';
import type { Language } from '#shared/texts/languages.ts';
import { message } from '#shared/texts/texts-of.ts';
import { parseSettingsOf } from '../inspect/inspect-stored.ts';
import { questionRefusal } from '../inspect/question-refusal.ts';
import type { Metrics } from '../metrics.ts';
import { type Accepted, acceptImport } from './accept-import.ts';
import { withMapping } from './choose-settings.ts';
import { cleanFileName, isCsvFileName } from './file-name.ts';
import { inspectUpload } from './inspect-upload.ts';
import { Original } from './store-original.ts';
import type { Tenant } from './tenant.ts';
import type { TopicPartitions } from './topic-partitions.ts';
import type { FormFile } from './upload-form.ts';
import { requireFields, requireType, type UploadParameters, withSettingsPart } from './upload-parameters.ts';

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

/** Longer than most outages; what is not removed by then is found by the sweeper, hours later. */
const DISCARD_WITHIN_MS = 10 * 60_000;

/** A file that comes, and what is to become of it. */
export interface ReceivedFile {
  readonly initiatedBy: string;
  readonly language: Language;
  readonly tenant: Tenant;
  readonly parameters: UploadParameters;
  readonly partitions: number;
  readonly file: FormFile;
}

/**
 * Stores a file while it is inspected, and accepts it; whatever fails leaves nothing behind.
 *
 * @throws Refusal of the file, or what the store or PostgreSQL throws
 */
export async function receiveFile(context: UploadContext, received: ReceivedFile): Promise<Accepted> {
  const { initiatedBy, language, tenant, parameters, partitions, file } = received;
  const fileName = cleanFileName(file.name);
  if (!isCsvFileName(fileName)) {
    throw new Refusal('not-csv', message('problems.not-csv'));
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
    const uploaded = { tenant, file, original, given, check, language };
    const { inspected, chosen } = await inspectUpload(context, uploaded);
    const { settings } = chosen;
    requireFields(settings, inspected.inspection.type);
    const question = check ? undefined : questionRefusal(inspected.inspection);
    if (question !== undefined) throw question;
    const accepted = await acceptImport(context.pool, {
      tenant,
      initiatedBy,
      language,
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
