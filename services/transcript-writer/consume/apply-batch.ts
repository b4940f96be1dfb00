import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import type { RowDecoder } from '../decode/row-decoder.ts';
import type { PeopleDirectory } from '../people/people-directory.ts';
import { insertOutbox, type OutboxEntry } from '../publish/outbox.ts';
import { validateRows } from '../validate/validate-rows.ts';
import type { Batch } from '../write/batch.ts';
import { type ConsumerPosition, moveConsumerPosition } from '../write/consumer-positions.ts';
import { type ImportProgress, readProgress, storeProgress } from '../write/import-progress.ts';
import { encodeChanges, encodeErrors } from '../write/messages.ts';
import type { Row } from '../write/row.ts';
import { RowResults } from '../write/row-results.ts';
import { undoRecords } from '../write/undo-records.ts';
import type { UndoneRow } from '../write/undone-row.ts';
import { RecordsToRemove } from '../write/undone-row.ts';
import type { Failed } from '../write/validated-rows.ts';
import {
  type CertificationsToWrite,
  prepareCertifications,
  writeCertifications,
} from '../write/write-certifications.ts';
import { type CheckedToWrite, prepareChecked, writeChecked } from '../write/write-checked.ts';
import { type CoursesToWrite, prepareCourses, writeCourses } from '../write/write-courses.ts';
import {
  type KeptCoursesToWrite,
  prepareKeptCourses,
  writeKeptCourses,
} from '../write/write-kept-courses.ts';

export interface BatchTools {
  readonly pool: Pool;
  readonly codec: AvroCodec;
  readonly decoder: RowDecoder;
  readonly people: PeopleDirectory;
}

/** What a committed batch did, for the metrics, where to read next, and what it has to publish. */
export interface AppliedBatch {
  readonly position: ConsumerPosition;
  readonly outbox: OutboxEntry;
  readonly rows: { readonly successes: number; readonly failures: number; readonly orphans: number };
}

/**
 * Writes a batch in one transaction: consumed offset, transcripts, progress and outbox commit together (promise 5).
 *
 * @param from where reading the batch began
 * @throws LmsError `fenced` when another writer has read on from there meanwhile, or a feed has ended: nothing was
 *   changed, and the batch must be read again
 */
export async function applyBatch(
  tools: BatchTools,
  batch: Batch,
  from: ConsumerPosition,
): Promise<AppliedBatch> {
  try {
    return await applyOnce(tools, batch, from, false);
  } catch (error) {
    if (!(error instanceof RecordsToRemove)) throw error;
    return applyOnce(tools, batch, from, true);
  }
}

/** @param removes whether records may be removed, for which a batch writes alone */
async function applyOnce(
  tools: BatchTools,
  batch: Batch,
  from: ConsumerPosition,
  removes: boolean,
): Promise<AppliedBatch> {
  const { rows, orphans, lastTimeUs } = await tools.decoder.decode(batch, tools.pool, from.lastTimeUs);
  const importIds = [...new Set(rows.map((row) => row.importInfo.importId))];
  const tenants = tenantsOf(rows, removes);
  const moved = { ...from, nextOffset: batch.nextOffset, leaderEpoch: batch.leaderEpoch, lastTimeUs };
  return inTransaction(tools.pool, async (client) => {
    // In a busy process each awaited answer costs a round of the event loop, and the collector moves the rows
    // meanwhile.
    const [version, progress] = await Promise.all([
      moveConsumerPosition(client, batch, from, moved, tenants),
      readProgress(client, batch.partition, importIds),
    ]);
    if (version === undefined) {
      throw new LmsError('fenced', `Another writer reads ${batch.topic}/${batch.partition}`, {
        retryable: true,
      });
    }
    const results = new RowResults();
    const prepared = await prepareRows(client, rows, tools.people, { progress, version, results });
    const kept = await writeKeptCourses(client, prepared.kept, results);
    const written = await writeCourses(client, prepared.courses, results);
    const certifications = await writeCertifications(client, prepared.certifications);
    await writeChecked(client, prepared.checked);
    const undone = await undoRecords(client, prepared.undone, { progress, version, results, tenants });
    const successes = prepared.successes + undone.takenBack;
    // Of an import that is finished nothing is accounted for any more.
    const accounted = [...progress.values()].filter(({ open }) => open);
    const number = { timeline: from.timeline, sequence: from.sequence + 1 };
    const errors = encodeErrors(
      tools.codec,
      batch,
      { ...number, epoch: from.epoch },
      prepared.failures,
      orphans,
    );
    const changes = encodeChanges(tools.codec, batch, number, {
      courses: [...kept, ...written, ...undone.courses],
      certifications: [...certifications, ...undone.certifications],
      progress: accounted,
      errors: errors.length,
    });
    const outbox: OutboxEntry = {
      topic: batch.topic,
      partition: batch.partition,
      nextOffset: batch.nextOffset,
      sequence: number.sequence,
      rowCount: successes + prepared.failures.length + orphans.length,
      changes,
      errors,
    };
    await Promise.all([
      storeProgress(client, batch.partition, accounted),
      results.store(client),
      insertOutbox(client, outbox),
    ]);
    return {
      position: changes.length === 0 ? moved : { ...moved, sequence: number.sequence },
      outbox,
      rows: {
        successes,
        failures: prepared.failures.length,
        orphans: orphans.length,
      },
    };
  });
}

interface PreparedRows {
  readonly courses: CoursesToWrite;
  readonly kept: KeptCoursesToWrite;
  readonly certifications: CertificationsToWrite;
  readonly checked: CheckedToWrite;
  readonly undone: readonly UndoneRow[];
  readonly failures: readonly Failed[];
  readonly successes: number;
}

/**
 * A batch that removes records of a tenant writes alone among the tenant's. That an undo removes some is known of imports
 * that added some, and of others once it is met: they are mostly restored, by several batches at once.
 */
function tenantsOf(rows: readonly Row[], removes: boolean): ReadonlyMap<number, 'shared' | 'alone'> {
  const tenants = new Map<number, 'shared' | 'alone'>();
  for (const { importInfo } of rows) {
    const { tenantId, undoes } = importInfo;
    if (undoes !== undefined && (removes || importInfo.undoesAdded === true)) tenants.set(tenantId, 'alone');
    else if (!tenants.has(tenantId)) tenants.set(tenantId, 'shared');
  }
  return tenants;
}

async function prepareRows(
  client: Queryable,
  rows: Row[],
  people: PeopleDirectory,
  {
    progress,
    version,
    results,
  }: {
    readonly progress: ReadonlyMap<string, ImportProgress>;
    readonly version: number;
    readonly results: RowResults;
  },
): Promise<PreparedRows> {
  const { courses, kept, certifications, checked, undone, failures } = await validateRows(
    client,
    rows,
    progress,
    people,
    results,
  );
  // What is waiting for PostgreSQL keeps the list: let it not keep the rows, of which from here on only bytes are
  // needed.
  rows.length = 0;
  return {
    courses: prepareCourses(courses, version, results),
    kept: prepareKeptCourses(kept, version),
    certifications: prepareCertifications(certifications),
    checked: prepareChecked(checked),
    undone,
    failures,
    successes:
      courses.length +
      kept.length +
      certifications.length +
      checked.courses.length +
      checked.certifications.length,
  };
}
