import type { TopicPartition } from './group-member.ts';

/** A partition that something is being done for. */
export interface InHand extends TopicPartition {
  /** When it began, by `performance.now()`. */
  readonly since: number;
  /** Settles when it has ended, however it did. */
  readonly ended: Promise<void>;
}

/** What a consume loop is doing for its partitions, over all its assignments: at most one thing for each. */
export class PartitionsInHand {
  readonly #byKey = new Map<string, InHand>();

  of(partition: TopicPartition): InHand | undefined {
    return this.#byKey.get(keyOf(partition));
  }

  get all(): readonly InHand[] {
    return [...this.#byKey.values()];
  }

  async run<Result>({ topic, partition }: TopicPartition, work: () => Promise<Result>): Promise<Result> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const key = keyOf({ topic, partition });
    this.#byKey.set(key, { topic, partition, since: performance.now(), ended });
    try {
      return await work();
    } finally {
      this.#byKey.delete(key);
      resolve();
    }
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
