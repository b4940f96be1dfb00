import type { Reason } from '../../csv/reason.ts';

/**
 * The records that transcript-writer publishes and aggregator reads, decoded. schemas/avro is their
 * contract, and says what each field means.
 */
export interface TranscriptChange {
  readonly sourceTopic: string;
  readonly sourcePartition: number;
  readonly nextOffset: number;
  readonly timeline: number;
  readonly sequence: number;
  readonly part: number;
  readonly parts: number;
  readonly errors: number;
  readonly counts: readonly ImportCounts[];
  readonly courseRecords: MirrorRows;
  readonly pastCourses: MirrorRows;
  readonly certificationRecords: MirrorRows;
}

/** The format of the rows that this version writes: lines in ClickHouse's TabSeparated, with the names of their columns. */
export const MIRROR_ROWS_FORMAT = 2;

/** Rows of a table of the mirror, as ClickHouse takes them (services/shared/clickhouse/tab-separated.ts). */
export interface MirrorRows {
  /** 1, of versions before 0.2: without names, the columns as they were then (schemas/avro/TranscriptChange.avsc). */
  readonly format: number;
  /** The names of a line's cells, in their order. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly lines: Buffer;
}

export interface ImportCounts {
  readonly importId: string;
  readonly partition: number;
  readonly successes: number;
  readonly failures: number;
  readonly skipped: number;
}

export interface RecordError {
  readonly tenantId: number | null;
  readonly importId: string | null;
  readonly source: number;
  readonly number: number;
  readonly reasons: readonly Reason[];
  readonly originTopic: string;
  readonly originPartition: number;
  readonly originOffset: number;
  readonly timeline: number;
  readonly sequence: number;
  readonly index: number;
  readonly record: Buffer | null;
}
