import { toError } from '#shared/errors.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { feedTopic } from '#shared/kafka/client/topics.ts';
import type { Pool, Queryable } from '#shared/postgres/pool.ts';
import { isRetryable } from '#shared/retryable-errors.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { type PeriodicTask, reportTaskError, startPeriodicTask } from '#shared/runtime/periodic-task.ts';
import type { WriterMetrics } from '../metrics.ts';
import { type DueFeed, dueFeeds, endFeed } from './due-feeds.ts';

/** How soon a day's entry, a cancelled or a quiet feed is seen to be over; people watch a cancel. */
const RECHECK_MS = 2_000;

export interface FeedEndsOptions {
  readonly admin: KafkaAdmin;
  readonly pool: Pool;
  readonly metrics: WriterMetrics;
  readonly logger: Logger;
  readonly quietMinutes: number;
  /** Gets an error that trying again will not mend. */
  readonly fail: (error: Error) => void;
}

/**
 * Ends feeds: running entries at midnight (UTC), bounded ones when they were cancelled or had been quiet for too long.
 * Each only once everything that the broker received before that time has been read, however long that takes: a
 * writer that was unavailable does not make records missing. Several writers may do it at once.
 */
export function startFeedEnds(options: FeedEndsOptions): PeriodicTask {
  const { logger, fail } = options;
  return startPeriodicTask(
    RECHECK_MS,
    (signal) => endDueFeeds(options, signal),
    reportTaskError(logger, 'feeds cannot be ended now', fail),
  );
}

async function endDueFeeds(options: FeedEndsOptions, signal: AbortSignal): Promise<void> {
  const { admin, pool, metrics, logger, quietMinutes } = options;
  const due = await dueFeeds(pool, quietMinutes);
  let ending = 0;
  const topics = new Set(due.length === 0 ? [] : await admin.listTopics());
  for (const feed of due) {
    if (signal.aborted) return;
    const { importId, reason, tenantSlug } = feed;
    try {
      if (!(await isReadUntilEnd(admin, pool, feed, topics))) ending += 1;
      else if (await endFeed(pool, feed, quietMinutes)) {
        metrics.feedsEnded.inc({ reason });
        logger.info({ importId, tenant: tenantSlug, reason }, 'feed ended');
      }
    } catch (error) {
      // One feed's trouble, such as a topic that is just being deleted, does not keep the others open.
      if (!isRetryable(error)) throw error;
      ending += 1;
      logger.warn({ err: toError(error), importId }, 'feed cannot be ended now, trying again');
    }
  }
  metrics.feedsEnding.set(ending);
}

/** Whether every record that the broker received before the feed's end has been read. */
async function isReadUntilEnd(
  admin: KafkaAdmin,
  client: Queryable,
  { tenantSlug, endsAt }: DueFeed,
  topics: ReadonlySet<string>,
): Promise<boolean> {
  const topic = feedTopic(tenantSlug);
  // Where there is no topic, no record can come.
  if (!topics.has(topic)) return true;
  const ends = await admin.offsetsAt(topic, endsAt);
  const { rows } = await client.query<{ partition: number; next_offset: number }>(
    'SELECT partition, next_offset FROM consumer_positions WHERE topic = $1',
    [topic],
  );
  const read = new Map(rows.map((row) => [row.partition, row.next_offset]));
  return ends.every((end, partition) => (read.get(partition) ?? 0) >= end);
}
