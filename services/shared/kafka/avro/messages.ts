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

/** Rows of a table of the mirror, as ClickHouse takes them (services/shared/clickhouse/tab-separated.ts). */
export interface MirrorRows {
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
