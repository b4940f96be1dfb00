import { LmsError } from '#shared/errors.ts';
import type { AvroCodec } from '#shared/kafka/avro-codec.ts';
import type { ConsumedBatch } from '#shared/kafka/consumed-batch.ts';
import type { ImportCounts, MirrorRows, RecordError, TranscriptChange } from '#shared/kafka/messages.ts';
import type { Traceparent } from '#shared/runtime/tracing.ts';

/** What messages tell, brought together by where it goes. */
export interface Told {
  readonly courses: MirrorRows[];
  readonly history: MirrorRows[];
  readonly certifications: MirrorRows[];
  readonly counts: ImportCounts[];
  readonly failures: RecordError[];
  /** Where it came from, when traces are collected. */
  readonly traces: Traceparent[];
}

export function nothingTold(): Told {
  return { courses: [], history: [], certifications: [], counts: [], failures: [], traces: [] };
}

/** The rows that storing it will write: what a flush is measured by. */
export function rowsOf(told: Told): number {
  const { courses, history, certifications, counts, failures } = told;
  return sumRows(courses) + sumRows(history) + sumRows(certifications) + counts.length + failures.length;
}

function sumRows(all: readonly MirrorRows[]): number {
  return all.reduce((sum, { rows }) => sum + rows, 0);
}

/** Adds what `more` tells to `told`. */
export function addTold(told: Told, more: Told): void {
  append(told.courses, more.courses);
  append(told.history, more.history);
  append(told.certifications, more.certifications);
  append(told.counts, more.counts);
  append(told.failures, more.failures);
  append(told.traces, more.traces);
}

/**
 * Decodes the messages of a batch whose schemas `codec.prepare` has fetched.
 *
 * A message that cannot be decoded is told to `onUndecodable` and left out. That loses no outcome of a row, since
 * transcript-writer alone writes these topics and does not commit what it cannot encode: such a message was put
 * there by hand, and stopping at it would hold up every import behind it.
 */
export function readMessages(
  codec: AvroCodec,
  batch: Pick<ConsumedBatch, 'messages'>,
  onUndecodable: (offset: number, error: LmsError) => void,
): Told {
  const told = nothingTold();
  for (const message of batch.messages) {
    try {
      readMessage(codec, message.value, told);
    } catch (error) {
      if (!(error instanceof LmsError) || error.code !== 'undecodable') throw error;
      onUndecodable(message.offset, error);
    }
  }
  return told;
}

function readMessage(codec: AvroCodec, bytes: Buffer | null, told: Told): void {
  const { name, value } = codec.decode(bytes);
  switch (name) {
    case 'TranscriptChange': {
      const change = value as TranscriptChange;
      addRows(told.courses, change.courseRecords);
      addRows(told.history, change.pastCourses);
      addRows(told.certifications, change.certificationRecords);
      append(told.counts, change.counts);
      return;
    }
    case 'RecordError':
      told.failures.push(value as RecordError);
      return;
    default:
      throw new LmsError('undecodable', `a ${name} has no place on this topic`);
  }
}

function addRows(target: MirrorRows[], rows: MirrorRows): void {
  if (rows.rows > 0) target.push(rows);
}

/** Unlike `push(...items)`, not limited by how many arguments a call may have. */
function append<Item>(target: Item[], items: readonly Item[]): void {
  for (const item of items) target.push(item);
}
