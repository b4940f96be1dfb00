import { compressLines } from '#shared/clickhouse/tab-separated.ts';
import type { AvroCodec } from '#shared/kafka/avro-codec.ts';
import type { MirrorRows } from '#shared/kafka/messages.ts';
import type { Batch } from '../intake/cut-batches.ts';
import type { Row, StrayMessage } from '../intake/row.ts';
import type { ImportProgress } from './import-progress.ts';
import type { Failed } from './judge-rows.ts';

/**
 * Records of a kind in one change message. What an overwrite replaced can be longer than what came in, so a batch may
 * take several messages; 500 of the longest (12.5 kB, twice that if every character is escaped) stay below the 16 MiB
 * of the topic.
 */
const RECORDS_PER_CHANGE = 500;

/** What a batch did to transcripts, as lines of the mirror's tables, and to counts. */
export interface BatchChange {
  readonly courses: readonly string[];
  readonly history: readonly string[];
  readonly certifications: readonly string[];
  readonly progress: readonly ImportProgress[];
}

/**
 * Encodes what a batch has to tell transcript-changes. The counts go with the last message, so that whoever has seen
 * them has seen the records they count.
 */
export function encodeChanges(codec: AvroCodec, batch: Batch, change: BatchChange): Buffer[] {
  const { courses, history, certifications, progress } = change;
  const longest = Math.max(courses.length, history.length, certifications.length);
  if (longest === 0 && progress.length === 0) return [];
  const parts = Math.max(1, Math.ceil(longest / RECORDS_PER_CHANGE));
  return Array.from({ length: parts }, (_, part) => {
    const from = part * RECORDS_PER_CHANGE;
    const rowsOf = (lines: readonly string[]): MirrorRows => {
      const taken = lines.slice(from, from + RECORDS_PER_CHANGE);
      return { rows: taken.length, lines: compressLines(taken) };
    };
    return codec.encode('TranscriptChange', {
      sourceTopic: batch.topic,
      sourcePartition: batch.partition,
      nextOffset: batch.nextOffset,
      counts: part === parts - 1 ? progress.map((p) => toCounts(p, batch.partition)) : [],
      courseRecords: rowsOf(courses),
      pastCourses: rowsOf(history),
      certificationRecords: rowsOf(certifications),
    });
  });
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
