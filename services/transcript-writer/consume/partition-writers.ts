import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import type { WriterMetrics } from '../metrics.ts';
import type { AppliedBatch } from './apply-batch.ts';
import { PartitionWriter, type PartitionWriterOptions, type StepSeconds } from './partition-writer.ts';

export interface PartitionWriters {
  /** The partition's writer, made on first use and kept: its steps must follow each other over rebalances too. */
  of(partition: TopicPartition): PartitionWriter;
}

/** One {@link PartitionWriter} for each partition this process has ever owned. */
export function createWriters(
  shared: Omit<PartitionWriterOptions, 'topic' | 'partition' | 'onApplied'> & {
    metrics: WriterMetrics;
  },
): PartitionWriters {
  const { metrics, ...options } = shared;
  const writers = new Map<string, PartitionWriter>();
  return {
    of({ topic, partition }) {
      const key = `${topic}/${partition}`;
      const known = writers.get(key);
      if (known !== undefined) return known;
      const writer = new PartitionWriter({
        ...options,
        topic,
        partition,
        onApplied: (batch, seconds) => observe(metrics, batch, seconds),
      });
      writers.set(key, writer);
      return writer;
    },
  };
}

function observe(metrics: WriterMetrics, { rows }: AppliedBatch, { commit, publish }: StepSeconds): void {
  metrics.rows.inc({ outcome: 'success' }, rows.successes);
  metrics.rows.inc({ outcome: 'failure' }, rows.failures);
  metrics.rows.inc({ outcome: 'orphan' }, rows.orphans);
  metrics.batchRows.observe(rows.successes + rows.failures + rows.orphans);
  metrics.batchSeconds.observe({ step: 'commit' }, commit);
  metrics.batchSeconds.observe({ step: 'publish' }, publish);
}
