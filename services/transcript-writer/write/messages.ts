import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import { MIRROR_ROWS_FORMAT, type MirrorRows } from '#shared/kafka/avro/messages.ts';
import type { Batch } from './batch.ts';
import type { ImportProgress } from './import-progress.ts';
import type { OrphanMessage, Row } from './row.ts';
import type { Failed } from './validated-rows.ts';

/** What a batch did to transcripts, as rows of the mirror's tables, and to counts. */
export interface BatchChange {
  readonly courses: readonly MirrorRows[];
  readonly certifications: readonly MirrorRows[];
  readonly progress: readonly ImportProgress[];
  /** How many messages it sends to training-record-errors. */
  readonly errors: number;
}

/** What distinguishes a batch from all others of its source partition. */
export interface BatchNumber {
  readonly timeline: number;
  readonly sequence: number;
}

const NO_ROWS: MirrorRows = { format: MIRROR_ROWS_FORMAT, columns: [], rows: 0, lines: Buffer.alloc(0) };

/**
 * Encodes what a batch publishes to transcript-changes: nothing when it changed nothing and has no errors. The counts
 * go with the last message, so that a consumer that has seen them has seen the records they count.
 */
export function encodeChanges(
  codec: AvroCodec,
  batch: Batch,
  number: BatchNumber,
  change: BatchChange,
): Buffer[] {
  const { courses, certifications, progress, errors } = change;
  const minParts = progress.length + errors > 0 ? 1 : 0;
  const parts = Math.max(courses.length, certifications.length, minParts);
  return Array.from({ length: parts }, (_, part) =>
    codec.encode('TranscriptChange', {
      sourceTopic: batch.topic,
      sourcePartition: batch.partition,
      nextOffset: batch.nextOffset,
      ...number,
      part,
      parts,
      errors,
      counts: part === parts - 1 ? progress.map((p) => toCounts(p, batch.partition)) : [],
      courseRecords: courses[part] ?? NO_ROWS,
      // The history follows from PostgreSQL.
      pastCourses: NO_ROWS,
      certificationRecords: certifications[part] ?? NO_ROWS,
    }),
  );
}

function toCounts({ importId, successes, failures, skipped }: ImportProgress, partition: number) {
  return { importId, partition, successes, failures, skipped };
}

/** Encodes each failure for training-record-errors. */
export function encodeErrors(
  codec: AvroCodec,
  batch: Batch,
  { epoch, ...number }: BatchNumber & { readonly epoch: number },
  failures: readonly Failed[],
  orphans: readonly OrphanMessage[],
): Buffer[] {
  const origin = { originTopic: batch.topic, originPartition: batch.partition };
  return [
    ...failures.map(({ row, reasons }, index) =>
      codec.encode('RecordError', {
        tenantId: row.importInfo.tenantId,
        importId: row.importInfo.importId,
        ...sourceOf(row, epoch),
        reasons,
        ...origin,
        originOffset: row.offset,
        ...number,
        index,
        record: row.bytes,
      }),
    ),
    ...orphans.map(({ offset, reasons, bytes }, index) =>
      codec.encode('RecordError', {
        tenantId: null,
        importId: null,
        source: feedSource(batch.partition, epoch),
        number: offset,
        reasons,
        ...origin,
        originOffset: offset,
        ...number,
        index: failures.length + index,
        record: bytes,
      }),
    ),
  ];
}

/**
 * What a failure is keyed by within its import: its number where it has one, else its offset in the feed. The epoch is
 * part of it, since a topic that was made again uses its offsets again.
 */
function sourceOf({ identity, offset, position }: Row, epoch: number): { source: number; number: number } {
  if (identity.kind === 'offset') return { source: feedSource(position.source - 1, epoch), number: offset };
  return { source: 0, number: identity.rowNumber };
}

/** More than a topic ever has; with fewer, two partitions' failures would share their keys. */
const MAX_PARTITIONS = 65_536;

function feedSource(partition: number, epoch: number): number {
  return 1 + partition + MAX_PARTITIONS * epoch;
}
