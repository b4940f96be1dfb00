import { toError } from '#shared/errors.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { feedTenant, TRAINING_RECORDS } from '#shared/kafka/client/topics.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import type { WriterMetrics } from '../metrics.ts';

export interface MeasureLagOptions {
  readonly admin: KafkaAdmin;
  readonly pool: Queryable;
  readonly metrics: Pick<WriterMetrics, 'lag'>;
  readonly logger: Logger;
}

interface Lag {
  readonly topic: string;
  readonly partition: number;
  readonly messages: number;
}

/**
 * Measures how far each partition is behind its log's end, by what PostgreSQL says was consumed: also of partitions
 * that are stuck, halted, or have no owner, which no fetch would reveal. Every transcript-writer measures all of them,
 * so a sum must take one value for each partition.
 */
export async function measureLag({ admin, pool, metrics, logger }: MeasureLagOptions): Promise<void> {
  const isRead = (topic: string): boolean => topic === TRAINING_RECORDS || feedTenant(topic) !== undefined;
  const topics = (await admin.listTopics()).filter(isRead);
  const { rows } = await pool.query<{ topic: string; partition: number; next_offset: number }>(
    'SELECT topic, partition, next_offset FROM consumer_positions WHERE topic = ANY($1::text[])',
    [topics],
  );
  const consumed = new Map(rows.map((row) => [`${row.topic}/${row.partition}`, row.next_offset]));
  const lags: Lag[] = [];
  for (const topic of topics) {
    try {
      lags.push(...(await lagsOf(admin, topic, consumed)));
    } catch (error) {
      // One topic's trouble, such as a partition without a leader, does not hide how far the others are behind.
      logger.warn({ err: toError(error), topic }, 'lag of a topic cannot be measured now');
    }
  }
  // At once, so that no scrape finds it half done; partitions of topics that were deleted disappear.
  metrics.lag.reset();
  for (const { topic, partition, messages } of lags)
    metrics.lag.set({ topic, partition: String(partition) }, messages);
}

async function lagsOf(
  admin: KafkaAdmin,
  topic: string,
  consumed: ReadonlyMap<string, number>,
): Promise<Lag[]> {
  const ends = await admin.latestOffsets(topic);
  const isKnown = ends.every((_, partition) => consumed.has(`${topic}/${partition}`));
  // A partition that nobody has read yet will be read from its beginning.
  const begins = isKnown ? [] : await admin.earliestOffsets(topic);
  return ends.map((end, partition) => {
    const next = consumed.get(`${topic}/${partition}`) ?? begins[partition] ?? end;
    // Below zero the log was made again, which stops the partition; nothing waits to be read.
    return { topic, partition, messages: Math.max(0, end - next) };
  });
}
