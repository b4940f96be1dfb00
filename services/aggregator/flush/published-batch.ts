import type { ImportCounts, MirrorRows, RecordError, TranscriptChange } from '#shared/kafka/avro/messages.ts';

/** Counts with the number of the batch that they are of: those of a later batch replace them whole. */
export interface NumberedCounts extends ImportCounts {
  /** 0 where the version before has not numbered the batch. */
  readonly sequence: number;
}

/** Up to which batch of a source partition everything is durable once what comes with it is stored. */
export interface SourcePosition {
  readonly topic: string;
  readonly partition: number;
  readonly sequence: number;
}

/** What to make durable together, by destination. */
export interface PublishedBatch {
  readonly courses: MirrorRows[];
  /** What earlier versions published of the past; it goes to PostgreSQL. */
  readonly history: MirrorRows[];
  readonly certifications: MirrorRows[];
  readonly counts: NumberedCounts[];
  readonly failures: RecordError[];
  readonly positions: SourcePosition[];
  /** The database's history that the positions are of; undefined when nothing is numbered. */
  timeline: number | undefined;
}

export function emptyPublishedBatch(): PublishedBatch {
  return {
    courses: [],
    history: [],
    certifications: [],
    counts: [],
    failures: [],
    positions: [],
    timeline: undefined,
  };
}

/** Adds what a change message says to `published`. */
export function addChange(published: PublishedBatch, change: TranscriptChange): void {
  addRows(published.courses, change.courseRecords);
  addRows(published.history, change.pastCourses);
  addRows(published.certifications, change.certificationRecords);
  for (const counts of numberedCounts(change)) published.counts.push(counts);
}

export function numberedCounts({ counts, sequence }: TranscriptChange): NumberedCounts[] {
  return counts.map((count) => ({ ...count, sequence }));
}

function addRows(target: MirrorRows[], rows: MirrorRows): void {
  if (rows.rows > 0) target.push(rows);
}

/**
 * Whether `next` replaces `known` of the same import and partition: counts of a later batch, or, where the version
 * before has numbered neither, counts that account for more.
 */
export function replaces(next: NumberedCounts, known: NumberedCounts): boolean {
  if (next.sequence > 0) return next.sequence > known.sequence;
  return accountedFor(next) > accountedFor(known);
}

export function accountedFor({ successes, failures, skipped }: ImportCounts): number {
  return successes + failures + skipped;
}
