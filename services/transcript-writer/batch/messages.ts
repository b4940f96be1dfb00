import type { AvroCodec } from '#shared/kafka/avro-codec.ts';
import type { MirrorRows } from '#shared/kafka/messages.ts';
import type { Batch } from '../intake/cut-batches.ts';
import type { Row, StrayMessage } from '../intake/row.ts';
import type { ImportProgress } from './import-progress.ts';
import type { Failed } from './judge-rows.ts';

/** What a batch did to transcripts, as rows of the mirror's tables, and to counts. */
export interface BatchChange {
  readonly courses: readonly MirrorRows[];
  readonly history: readonly MirrorRows[];
  readonly certifications: readonly MirrorRows[];
  readonly progress: readonly ImportProgress[];
}

const NO_ROWS: MirrorRows = { rows: 0, lines: Buffer.alloc(0) };

/**
 * Encodes what a batch has to tell transcript-changes. The counts go with the last message, so that whoever has seen
 * them has seen the records they count.
 */
export function encodeChanges(codec: AvroCodec, batch: Batch, change: BatchChange): Buffer[] {
  const { courses, history, certifications, progress } = change;
  const parts = Math.max(courses.length, history.length, certifications.length, progress.length > 0 ? 1 : 0);
  return Array.from({ length: parts }, (_, part) =>
    codec.encode('TranscriptChange', {
      sourceTopic: batch.topic,
      sourcePartition: batch.partition,
      nextOffset: batch.nextOffset,
      counts: part === parts - 1 ? progress.map((p) => toCounts(p, batch.partition)) : [],
      courseRecords: courses[part] ?? NO_ROWS,
      pastCourses: history[part] ?? NO_ROWS,
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
  failures: readonly Failed[],
  strays: readonly StrayMessage[],
): Buffer[] {
  const origin = { originTopic: batch.topic, originPartition: batch.partition };
  return [
    ...failures.map(({ row, reasons }) =>
      codec.encode('RecordError', {
        tenantId: row.importInfo.tenantId,
        importId: row.importInfo.importId,
        ...sourceOf(row),
        reasons,
        ...origin,
        originOffset: row.offset,
        record: row.bytes,
      }),
    ),
    ...strays.map(({ offset, reasons, bytes }) =>
      codec.encode('RecordError', {
        tenantId: null,
        importId: null,
        source: 1 + batch.partition,
        number: offset,
        reasons,
        ...origin,
        originOffset: offset,
        record: bytes,
      }),
    ),
  ];
}

/** What a failure is keyed by within its import: its number where it has one, else its place in the feed. */
function sourceOf({ identity, position }: Row): { source: number; number: number } {
  if (identity.kind === 'offset') return { source: position.source, number: position.number };
  return { source: 0, number: identity.rowNumber };
}
