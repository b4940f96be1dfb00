import type { MirrorRows, RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';
import type { Traceparent } from '#shared/runtime/tracing.ts';
import type { PublishedBatch, SourcePosition } from './published-batch.ts';

/** What has arrived and must be made durable: messages of one source partition are in their order. */
export interface Arrivals {
  readonly changes: TranscriptChange[];
  readonly failures: RecordError[];
  /**
   * Source partitions whose batches after these must be taken from the outbox, since no message brings them; those that
   * have gone on meanwhile are left alone.
   */
  readonly stalled: SourcePosition[];
  /** Where it came from, when traces are collected. */
  readonly traces: Traceparent[];
}

/** What to make durable now, and what only after that. */
export interface Arranged {
  readonly published: PublishedBatch;
  readonly rest: Arrivals;
}

/** Decides what of the arrivals is new, and adds what is missing before it. */
export interface Arranger {
  /** Not to be called again before what it returned is durable. Nothing is lost when it throws. */
  arrange(arrivals: Arrivals): Promise<Arranged>;
  /** Forgets incomplete batches: what was arranged last was not made durable, or not all of it. */
  forget(): void;
}

export function noArrivals(): Arrivals {
  return { changes: [], failures: [], stalled: [], traces: [] };
}

export function isEmpty({ changes, failures, stalled }: Arrivals): boolean {
  return changes.length + failures.length + stalled.length === 0;
}

/** The rows that storing it will write: what a flush is measured by. */
export function rowsOf({ changes, failures }: Arrivals): number {
  return changes.reduce((sum, change) => sum + rowsOfChange(change), failures.length);
}

function rowsOfChange(change: TranscriptChange): number {
  const { courseRecords, pastCourses, certificationRecords, counts } = change;
  return sumRows([courseRecords, pastCourses, certificationRecords]) + counts.length;
}

function sumRows(all: readonly MirrorRows[]): number {
  return all.reduce((sum, { rows }) => sum + rows, 0);
}

/** Adds `more` to `arrivals`. */
export function addArrivals(arrivals: Arrivals, more: Arrivals): void {
  append(arrivals.changes, more.changes);
  append(arrivals.failures, more.failures);
  append(arrivals.stalled, more.stalled);
  append(arrivals.traces, more.traces);
}

/** Unlike `push(...items)`, not limited by how many arguments a call may have. */
function append<Item>(target: Item[], items: readonly Item[]): void {
  for (const item of items) target.push(item);
}
