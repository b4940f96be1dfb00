import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { inTransaction } from '#shared/postgres/transaction.ts';
import type { Intake } from '../decode/row-decoder.ts';
import type { PeopleDirectory } from '../people/people-directory.ts';
import { insertOutbox, type OutboxEntry } from '../publish/outbox.ts';
import { judgeRows } from '../validate/validate-rows.ts';
import type { Batch } from '../write/batch.ts';
import { moveConsumed, type Place } from '../write/consumer-positions.ts';
import { type ImportProgress, readProgress, storeProgress } from '../write/import-progress.ts';
import { encodeChanges, encodeErrors } from '../write/messages.ts';
import { packLines } from '../write/mirror-rows.ts';
import type { Row } from '../write/row.ts';
import type { Failed } from '../write/validated-rows.ts';
import {
  type CertificationsToWrite,
  prepareCertifications,
  writeCertifications,
} from '../write/write-certifications.ts';
import { type CoursesToWrite, prepareCourses, writeCourses } from '../write/write-courses.ts';

export interface BatchTools {
  readonly pool: Pool;
  readonly codec: AvroCodec;
  readonly intake: Intake;
  readonly people: PeopleDirectory;
}

/** What a committed batch did, for the metrics, where reading goes on, and what it has to tell. */
export interface AppliedBatch {
  readonly place: Place;
  readonly outbox: OutboxEntry;
  readonly rows: { readonly successes: number; readonly failures: number; readonly strays: number };
}

/**
 * Writes a batch in one transaction: consumed offset, transcripts, progress and outbox commit together (promise 5).
 *
 * @param from where reading the batch began
 * @throws LmsError `fenced` when another writer has read on from there meanwhile, or a feed has ended: nothing was
 *   changed, and the batch must be read again
 */
export async function applyBatch(tools: BatchTools, batch: Batch, from: Place): Promise<AppliedBatch> {
  const { rows, strays, lastTimeUs } = await tools.intake.read(batch, tools.pool, from.lastTimeUs);
  const importIds = [...new Set(rows.map((row) => row.importInfo.importId))];
  const moved = { ...from, nextOffset: batch.nextOffset, leaderEpoch: batch.leaderEpoch, lastTimeUs };
  return inTransaction(tools.pool, async (client) => {
    // Each answer that is waited for is a turn of a busy process later, and the collector moves the rows meanwhile.
    const [version, progress] = await Promise.all([
      moveConsumed(client, batch, from, moved),
      readProgress(client, batch.partition, importIds),
    ]);
    if (version === undefined) {
      throw new LmsError('fenced', `Another writer reads ${batch.topic}/${batch.partition}`, {
        retryable: true,
      });
    }
    const prepared = await prepareRows(client, rows, tools.people, { progress, version });
    const written = await writeCourses(client, prepared.courses);
    const certifications = await writeCertifications(client, prepared.certifications);
    const accounted = [...progress.values()];
    const number = { timeline: from.timeline, sequence: from.sequence + 1 };
    const errors = encodeErrors(
      tools.codec,
      batch,
      { ...number, epoch: from.epoch },
      prepared.failures,
      strays,
    );
    const changes = encodeChanges(tools.codec, batch, number, {
      courses: written.current,
      history: packLines(written.history),
      certifications: packLines(certifications),
      progress: accounted,
      errors: errors.length,
    });
    const outbox: OutboxEntry = {
      topic: batch.topic,
      partition: batch.partition,
      nextOffset: batch.nextOffset,
      sequence: number.sequence,
      rowCount: prepared.successes + prepared.failures.length + strays.length,
      changes,
      errors,
    };
    await Promise.all([storeProgress(client, batch.partition, accounted), insertOutbox(client, outbox)]);
    return {
      place: changes.length === 0 ? moved : { ...moved, sequence: number.sequence },
      outbox,
      rows: {
        successes: prepared.successes,
        failures: prepared.failures.length,
        strays: strays.length,
      },
    };
  });
}

interface PreparedRows {
  readonly courses: CoursesToWrite;
  readonly certifications: CertificationsToWrite;
  readonly failures: readonly Failed[];
  readonly successes: number;
}

async function prepareRows(
  client: Queryable,
  rows: Row[],
  people: PeopleDirectory,
  { progress, version }: { readonly progress: ReadonlyMap<string, ImportProgress>; readonly version: number },
): Promise<PreparedRows> {
  const { courses, certifications, failures } = await judgeRows(client, rows, progress, people);
  // What is waiting for PostgreSQL keeps the list: let it not keep the rows, of which from here on only bytes are needed.
  rows.length = 0;
  return {
    courses: prepareCourses(courses, version),
    certifications: prepareCertifications(certifications),
    failures,
    successes: courses.length + certifications.length,
  };
}
