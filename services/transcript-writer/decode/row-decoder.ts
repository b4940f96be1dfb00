import type { Queryable } from '#shared/postgres/pool.ts';
import type { Batch } from '../write/batch.ts';
import type { Row, StrayMessage } from '../write/row.ts';

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
