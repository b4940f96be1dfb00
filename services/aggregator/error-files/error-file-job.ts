import { randomUUID } from 'node:crypto';
import { encodeKeepingBytes } from '#shared/csv/raw-bytes.ts';
import { LmsError } from '#shared/errors.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import { type Lease, releaseLeases, renewLeases } from '#shared/imports/lease.ts';
import { nextFailurePage } from '#shared/imports/stored-failures.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { recordIntent, recordMultipart, removeIntent } from '#shared/object-store/intents.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import type { Step } from '#shared/runtime/outages.ts';
import { startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import { retry } from '#shared/runtime/retry.ts';
import { concludeCheck } from '../checks/conclude-check.ts';
import type { ErrorFileOutcome } from '../metrics.ts';
import type { MirrorContext } from '../mirror/mirror-imports.ts';
import { errorFileText } from './error-file-text.ts';
import { errorFileTextWithoutRows } from './error-file-text-without-rows.ts';
import { feedErrorFileText } from './feed-error-file-text.ts';
import { feedFailures } from './feed-failures.ts';
import { acquireErrorFileLease, type ErrorFileOrder, LEASE_SECONDS, RENEW_AFTER_MS } from './lease.ts';

/** An import whose error file is stored, or a check run that has none. */
export interface WrittenErrorFile {
  readonly importId: string;
  readonly tenantId: number;
  readonly errorFile?: { readonly key: string; readonly failures: number };
}

export interface ErrorFileContext extends MirrorContext {
  readonly store: ObjectStore;
  /** Learns whether the store takes error files. */
  readonly storing: Step;
  readonly codec: AvroCodec;
  /** Finishes the import with its error file, if it can still be finished and the file holds all of its failures. */
  finish(written: WrittenErrorFile, signal: AbortSignal): Promise<unknown>;
}

/** Work on one import, which every line it logs is about. */
type Job = ErrorFileContext & { readonly jobLogger: Logger };

/**
 * When an import whose error file could not be written is tried again: soon after a store is back, without pressing
 * one that is unavailable.
 */
const TRY_AGAIN_SECONDS = 5;

/**
 * Writes the error file of one import and finishes it. A check run is compared with the records before.
 *
 *     lease acquired ─▶ intent recorded ─▶ object written ─▶ import finished with its key, intent removed
 *
 * Whatever ends it before the last step leaves at most an object under an intent, which the sweeper removes, and an
 * import that is still in progress, which is tried again.
 *
 * @param signal ends it soon; the lease is released
 * @returns how it ended, or undefined when it is not ours to do
 * @throws what kept it from being done
 */
export async function writeErrorFile(
  resources: ErrorFileContext,
  importId: string,
  signal: AbortSignal,
): Promise<ErrorFileOutcome | undefined> {
  const leased = await acquireErrorFileLease(resources.pool, importId);
  if (leased === undefined) return undefined;
  const { lease, order } = leased;
  const { tenantId } = order;
  const context: Job = { ...resources, jobLogger: resources.logger.child({ importId, tenantId }) };
  const lost = new AbortController();
  const renewal = startPeriodicTask(
    RENEW_AFTER_MS,
    async () => {
      const held = await renewLeases(resources.pool, 'error_file_leases', [lease], LEASE_SECONDS);
      if (held.size === 0) lost.abort();
    },
    (error) => context.jobLogger.warn({ err: error }, 'lease not renewed, trying again'),
  );
  let outcome: ErrorFileOutcome | undefined;
  try {
    outcome = await writeUnderLease(context, order, AbortSignal.any([signal, lost.signal]));
    return outcome;
  } finally {
    await renewal.stop();
    // A file that was overtaken, by another aggregator or by further failures of a feed, may be written again at once.
    const overtaken = outcome === 'lost' || signal.aborted;
    if (outcome !== 'stored') await release(context, lease, overtaken ? 0 : TRY_AGAIN_SECONDS);
  }
}

async function writeUnderLease(
  context: Job,
  order: ErrorFileOrder,
  signal: AbortSignal,
): Promise<ErrorFileOutcome> {
  const { pool, store } = context;
  const { importId, tenantId, failures } = order;
  if (order.isCheck) await concludeCheck(pool, order, signal);
  if (order.isCheck && failures === 0) {
    await finish(context, { importId, tenantId }, signal);
    return 'unneeded';
  }
  // Before anything is recorded: a store that is unavailable leaves no trace then, however often it is tried.
  await store.check();
  const key = `${order.tenantId}/errors/${randomUUID()}`;
  await recordIntent(pool, key, order.tenantId);
  try {
    await writeFile(context, order, key, signal);
    signal.throwIfAborted();
  } catch (error) {
    await discard(context, key);
    throw error;
  }
  // An error of the commit leaves open whether it happened. The object then stays: if nothing refers to it, its
  // intent is still there and the sweeper comes for it.
  await finish(context, { importId, tenantId, errorFile: { key, failures } }, signal);
  if (await isReferred(context, importId, key)) {
    if (order.earlierKey !== null) await discard(context, order.earlierKey);
    return 'stored';
  }
  await discard(context, key);
  return 'lost';
}

async function finish(context: Job, written: WrittenErrorFile, signal: AbortSignal): Promise<void> {
  await retry(() => context.finish(written, signal), {
    onRetry: (error, attempt) =>
      context.jobLogger.warn({ err: error, attempt }, 'import not finished, trying again'),
    signal,
  });
}

async function writeFile(
  context: Job,
  order: ErrorFileOrder,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const { pool, store, jobLogger } = context;
  const write = (text: AsyncIterable<string>) =>
    store.write(key, bytesOf(text, signal), (id) => recordMultipart(pool, key, id));
  try {
    await write(fileText(context, order));
  } catch (error) {
    const isFinal = error instanceof LmsError && !error.retryable;
    if (!isFinal || !order.endRequested || order.source === 'feed') throw error;
    jobLogger.error({ err: error }, 'original is not what was accepted: the error file has no rows of it');
    await write(errorFileTextWithoutRows(failuresOf(pool, order.importId), order.language));
  }
}

async function* bytesOf(text: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of text) {
    signal.throwIfAborted();
    yield encodeKeepingBytes(piece);
  }
}

async function* fileText({ pool, store, codec, jobLogger }: Job, order: ErrorFileOrder) {
  const { importId, type, source, original, language } = order;
  if (source === 'feed') {
    yield* feedErrorFileText(codec, type, feedFailures(pool, importId));
    return;
  }
  const failures = failuresOf(pool, importId);
  const content = original === undefined ? undefined : await readOriginal(store, original.key);
  if (original !== undefined && content !== undefined) {
    yield* errorFileText(content, original.parseSettings.dialect, failures, language);
    return;
  }
  jobLogger.error('original is missing: the error file has row numbers and reasons only');
  yield* errorFileTextWithoutRows(failures, language);
}

function failuresOf(pool: ErrorFileContext['pool'], importId: string): FailureCursor {
  return new FailureCursor((after) => nextFailurePage(pool, importId, after));
}

/** Undefined when there is no such object any more. */
async function readOriginal(store: ObjectStore, key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    return await store.read(key);
  } catch (error) {
    if (error instanceof LmsError && error.code === 'missing') return undefined;
    throw error;
  }
}

async function isReferred({ pool }: ErrorFileContext, importId: string, key: string): Promise<boolean> {
  const { rows } = await pool.query('SELECT FROM imports WHERE import_id = $1 AND error_file_key = $2', [
    importId,
    key,
  ]);
  return rows.length > 0;
}

/** Best effort: what cannot be removed now is found by the sweeper. */
async function discard({ pool, store, jobLogger }: Job, key: string): Promise<void> {
  try {
    await store.remove(key);
    await removeIntent(pool, key);
  } catch (error) {
    jobLogger.warn({ err: error, key }, 'unused error file left to the sweeper');
  }
}

/** Best effort: a lease that is not released expires. */
async function release({ pool, jobLogger }: Job, lease: Lease, seconds: number): Promise<void> {
  try {
    await releaseLeases(pool, 'error_file_leases', [lease], seconds);
  } catch (error) {
    jobLogger.warn({ err: error }, 'lease left to expire');
  }
}
