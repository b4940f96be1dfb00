import type { Reason } from '#shared/csv/reason.ts';
import type { RecordType } from '#shared/csv/record-types.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Position } from '../batch/position.ts';
import type { PackedCourse } from '../records/packed-course.ts';
import type { CertificationValues } from '../records/record-values.ts';
import type { Validation } from '../records/validation.ts';
import type { Batch } from './cut-batches.ts';

/** What a record needs to know of its import. */
export interface ImportInfo {
  readonly importId: string;
  readonly tenantId: number;
  readonly type: RecordType;
}

/** How it is known that a record is met for the first time. */
export type Identity =
  /** A row of a file: above the last row of its partition, under the current claim. */
  | { readonly kind: 'row'; readonly rowNumber: number; readonly claim: number }
  /** A numbered record of a bounded feed: its number has not come yet, on whatever partition. */
  | { readonly kind: 'numbered'; readonly rowNumber: number }
  /** Any other record of a feed: the consumed offset alone. */
  | { readonly kind: 'offset' };

/** A record of an import, judged by the record rules; whose it is comes later, in the transaction. */
export interface Row {
  readonly importInfo: ImportInfo;
  readonly identity: Identity;
  readonly position: Position;
  readonly offset: number;
  readonly validation: Validation<PackedCourse | CertificationValues>;
  /** The message's value, where no file holds the record: what is told of a failure must hold it then. */
  readonly bytes: Buffer | null;
}

/** A message that belongs to no import: it is told with its bytes and blocks nothing. */
export interface StrayMessage {
  readonly offset: number;
  readonly reasons: readonly Reason[];
  readonly bytes: Buffer | null;
}

export interface ReadBatch {
  /** Emptied once they are judged: nothing more is needed of them then. */
  readonly rows: Row[];
  readonly strays: readonly StrayMessage[];
  /** The latest record time of the partition, this batch included, in microseconds. */
  readonly lastTimeUs: number;
}

/** Turns the messages of a kind of topic into rows. */
export interface Intake {
  /**
   * @param lastTimeUs the latest record time of the partition before this batch
   * @throws LmsError `unavailable` while the registry is away; `undecodable` when only our services write the topic and a
   *   message of it cannot be decoded, so that nothing may be read past it; or what PostgreSQL throws
   */
  read(batch: Batch, client: Queryable, lastTimeUs: number): Promise<ReadBatch>;
}
