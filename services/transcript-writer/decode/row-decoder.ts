import type { Queryable } from '#shared/postgres/pool.ts';
import type { Batch } from '../write/batch.ts';
import type { OrphanMessage, Row } from '../write/row.ts';

export interface DecodedBatch {
  /** Emptied once they are validated: nothing more is needed of them then. */
  readonly rows: Row[];
  readonly orphans: readonly OrphanMessage[];
  /** The latest record time of the partition, this batch included, in microseconds. */
  readonly lastTimeUs: number;
}

/** Turns the messages of a kind of topic into rows. */
export interface RowDecoder {
  /**
   * @param lastTimeUs the latest record time of the partition before this batch
   * @throws LmsError `unavailable` while the registry is unavailable; `undecodable` when only our services write the
   *   topic and a message of it cannot be decoded, so that nothing may be read past it; or what PostgreSQL throws
   */
  decode(batch: Batch, client: Queryable, lastTimeUs: number): Promise<DecodedBatch>;
}
