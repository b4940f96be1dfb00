import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import {
  type ConsumeLoop,
  type ConsumeLoopOptions,
  createConsumeLoop,
} from '#shared/kafka/consumer/consume-loop.ts';
import type { Pool } from '#shared/postgres/pool.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';
import { listFeedTopics, type RefusedTopic } from './feed-topics.ts';

/** A new tenant's feed is read within this time of its topic being made. */
const LIST_AGAIN_MS = 3_000;

/**
 * How often the settings of topics that are read are looked at again. Until then a topic whose settings were made wrong
 * is read on; oftener would ask the brokers for every feed's settings all the time.
 */
const SETTINGS_AGAIN_MS = 10_000;

export type FeedLoopOptions = Omit<ConsumeLoopOptions, 'topics'> & {
  readonly admin: KafkaAdmin;
  readonly pool: Pool;
  readonly metrics: WriterMetrics;
};

/**
 * Consumes every feed topic there is, taking in new ones while running: a member of a group keeps the topics it
 * joined for, so the loop is made again when the list has changed.
 */
export function createFeedLoop(options: FeedLoopOptions): ConsumeLoop {
  const { admin, pool, metrics, ...loopOptions } = options;
  const { logger } = options;
  let topics: readonly string[] = [];
  let refusedBefore: readonly RefusedTopic[] = [];
  let loop: ConsumeLoop | undefined;
  let watching: PeriodicTask | undefined;
  let settingsReadAt = Number.NEGATIVE_INFINITY;
  const failure = Promise.withResolvers<Error>();

  const follow = async (signal: AbortSignal): Promise<void> => {
    const now = performance.now();
    const isDue = now - settingsReadAt >= SETTINGS_AGAIN_MS;
    const { good, refused } = await listFeedTopics(admin, pool, new Set(isDue ? [] : topics));
    if (isDue) settingsReadAt = now;
    for (const { topic, why } of refused) {
      const isReported = refusedBefore.some((before) => before.topic === topic && before.why === why);
      if (!isReported) logger.error({ topic, why }, 'feed is not read');
    }
    refusedBefore = refused;
    metrics.feedsRefused.set(refused.length);
    if (signal.aborted || good.join() === topics.join()) return;
    await loop?.stop();
    const next = createConsumeLoop({ ...loopOptions, topics: good });
    void next.failed.then((error) => {
      if (loop === next) failure.resolve(error);
    });
    loop = next;
    // Until it has started, the list counts as changed: one that cannot start is made again the next time.
    topics = [];
    await next.start();
    topics = good;
    metrics.feeds.set(good.length);
    logger.info({ topics: good.length }, 'reading feeds');
  };
  return {
    failed: failure.promise,
    stuck: () => loop?.stuck() ?? [],
    checkAlive: () => loop?.checkAlive(),
    async start() {
      const onError = reportTaskError(logger, 'feeds cannot be listed or joined');
      watching = startPeriodicTask(LIST_AGAIN_MS, follow, onError);
    },
    async stop() {
      await watching?.stop();
      await loop?.stop();
    },
  };
}
