import type { Base } from '@platformatic/kafka';
import type { LimitFunction } from 'p-limit';
import type { Logger } from '../../runtime/logging.ts';
import { startPeriodicTask } from '../../runtime/periodic-task.ts';
import { throwKafkaError } from '../client/client-errors.ts';
import { PartitionLeaders } from '../client/partition-leaders.ts';
import type { FetchBounds } from '../wire/fetch-request.ts';
import type { ConsumedBatch } from './consumed-batch.ts';
import type { GroupMember, TopicPartition } from './group-member.ts';
import type { PartitionsInHand } from './in-hand.ts';
import { PartitionReader } from './partition-reader.ts';
import type { FindPosition } from './position.ts';

export interface AssignedPartitionsOptions {
  readonly partitions: readonly TopicPartition[];
  readonly member: Pick<GroupMember, 'commit'>;
  readonly client: Base;
  readonly bounds: FetchBounds;
  readonly handlers: LimitFunction;
  readonly positions: LimitFunction;
  readonly inHand: PartitionsInHand;
  readonly logger: Logger;
  readonly findPosition: FindPosition;
  handle(batch: ConsumedBatch): Promise<number | 'halted'>;
}

/**
 * How long what was handled waits to be committed: shorter would send a request for nearly every batch. What was not
 * committed is read again by the member that takes over.
 */
const COMMIT_MS = 500;

/** Reads the partitions of one assignment until it ends, each independently. */
export class AssignedPartitions {
  readonly #options: AssignedPartitionsOptions;
  readonly #ending = new AbortController();
  readonly #readers: readonly PartitionReader[];

  constructor(options: AssignedPartitionsOptions) {
    const { partitions, client, bounds } = options;
    const { signal } = this.#ending;
    const leaders = new PartitionLeaders(client, bounds, signal);
    this.#options = options;
    this.#readers = partitions.map((source) => new PartitionReader(source, { ...options, leaders, signal }));
  }

  /** Since when partitions have failed, by `performance.now()`; those that do not fail are left out. */
  get failing(): readonly (TopicPartition & { readonly since: number })[] {
    return this.#readers.flatMap(({ source, failingSince }) =>
      failingSince === undefined ? [] : [{ ...source, since: failingSince }],
    );
  }

  /** No further batch is handled; those in hand are finished. */
  end(): void {
    this.#ending.abort();
  }

  /** @throws LmsError when Kafka refuses this whole process, or its configuration is wrong */
  async run(): Promise<void> {
    const onError = (err: Error): void => this.#options.logger.warn({ err }, 'offsets are not committed now');
    const committing = startPeriodicTask(COMMIT_MS, () => this.#commit(), onError);
    try {
      await Promise.all(this.#readers.map((reader) => reader.run()));
    } finally {
      this.end();
      await committing.stop();
      await this.#commit().catch(onError);
    }
  }

  async #commit(): Promise<void> {
    const handled = this.#readers.flatMap((reader) =>
      reader.takeHandled().map((position) => ({ reader, position })),
    );
    if (handled.length === 0) return;
    try {
      await this.#options.member.commit(handled.map(({ position }) => position)).catch(throwKafkaError);
    } catch (error) {
      for (const { reader, position } of handled) reader.putBack(position);
      throw error;
    }
  }
}
