import type { Reason } from '../csv/reason.ts';

/**
 * The records that transcript-writer tells and aggregator reads, as they look decoded. schemas/avro is their
 * contract, and says what each field means.
 */
export interface TranscriptChange {
  readonly sourceTopic: string;
  readonly sourcePartition: number;
  readonly nextOffset: number;
  readonly counts: readonly ImportCounts[];
  readonly courses: readonly CourseTranscript[];
  readonly history: readonly CourseHistory[];
  readonly certifications: readonly CertificationTranscript[];
}

export interface ImportCounts {
  readonly importId: string;
  readonly partition: number;
  readonly successes: number;
  readonly failures: number;
  readonly skipped: number;
}

export interface CourseTranscript {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
  readonly courseName: string;
  readonly courseType: string;
  readonly startDate: string | null;
  readonly completionDate: string;
  readonly score: string | null;
  readonly durationMinutes: number | null;
  readonly credits: string | null;
  readonly instructor: string | null;
  readonly provider: string | null;
  readonly location: string | null;
  readonly notes: string | null;
  readonly status: string;
  readonly importId: string | null;
  readonly positionTime: number;
  readonly positionSource: number;
  readonly positionNumber: number;
  readonly version: number;
}

export interface CourseHistory {
  readonly outcome: 'REPLACED' | 'SUPERSEDED' | 'LATE';
  readonly record: CourseTranscript;
}

export interface CertificationTranscript {
  readonly tenantId: number;
  readonly personId: number;
  readonly recordId: number;
  readonly certificationName: string;
  readonly certificationNumber: string | null;
  readonly issuingOrganization: string | null;
  readonly issueDate: string;
  readonly expirationDate: string | null;
  readonly notes: string | null;
  readonly status: string;
  readonly importId: string | null;
  readonly version: number;
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
  readonly record: Buffer | null;
}

/** The header of a row's message that holds, as text, the number of the claim under which ingest produced it. */
export const CLAIM_HEADER = 'claim';
