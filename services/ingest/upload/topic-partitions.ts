import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';

/** How soon new imports spread over partitions that were added; asking more often would gain nothing. */
const REFRESH_MS = 60_000;

/**
 * How many partitions a topic has. Remembered, so that files are accepted while Kafka is unavailable: partitions are
 * only ever added, and fewer than there are is a number that works.
 */
export class TopicPartitions {
  readonly #admin: KafkaAdmin;
  readonly #topic: string;
  #known: number | undefined;

  constructor(admin: KafkaAdmin, topic: string) {
    this.#admin = admin;
    this.#topic = topic;
  }

  /** @throws LmsError `unavailable` when it was never known and Kafka is unavailable */
  async count(): Promise<number> {
    this.#known ??= await this.#admin.countPartitions(this.#topic);
    return this.#known;
  }

  startRefreshing(logger: Logger): PeriodicTask {
    return startPeriodicTask(
      REFRESH_MS,
      async () => {
        this.#known = await this.#admin.countPartitions(this.#topic);
      },
      reportTaskError(logger, 'partitions cannot be counted now'),
    );
  }
}
