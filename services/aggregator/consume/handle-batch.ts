import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { ConsumedBatch } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Logger } from '#shared/runtime/logging.ts';
import { retry } from '#shared/runtime/retry.ts';
import { type Tracing, tracesOf } from '#shared/runtime/tracing.ts';
import { type Arrivals, isEmpty } from '../flush/arrivals.ts';
import type { Flusher } from '../flush/flusher.ts';
import type { Metrics } from '../metrics.ts';
import { readMessages } from './read-messages.ts';

export interface BatchHandlerContext {
  readonly codec: AvroCodec;
  readonly flusher: Flusher;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Makes what consumed batches hold durable; see `ConsumeLoopOptions.handle` for the contract of the function. */
export function createBatchHandler(
  context: BatchHandlerContext,
): (batch: ConsumedBatch, signal: AbortSignal) => Promise<number> {
  const { metrics } = context;
  return async (batch, signal) => {
    const { topic, partition } = batch;
    try {
      const arrivals = await decode(context, batch, signal);
      if (context.tracing.isEnabled) arrivals.traces.push(...tracesOf(batch.messages));
      if (!isEmpty(arrivals)) await context.flusher.add(arrivals);
    } catch (error) {
      // What a stop interrupted is not done; the next owner of the partition reads it again.
      if (signal.aborted) return batch.fetchedOffset;
      throw error;
    }
    metrics.lag.set({ topic, partition }, batch.highWatermark - batch.nextOffset);
    return batch.nextOffset;
  };
}

async function decode(
  { codec, logger, metrics }: BatchHandlerContext,
  batch: ConsumedBatch,
  signal: AbortSignal,
): Promise<Arrivals> {
  const { topic, partition, messages } = batch;
  await retry(() => codec.prepare(messages.map(({ value }) => value)), {
    onRetry: (error, attempt) => {
      metrics.retries.inc({ step: 'registry' });
      logger.warn({ err: error, attempt }, 'registry does not answer, trying again');
    },
    signal,
  });
  const arrivals = readMessages(codec, batch, (offset, error) => {
    metrics.undecodable.inc({ topic });
    logger.error({ err: error, topic, partition, offset }, 'message cannot be decoded and is left out');
  });
  for (const failure of arrivals.failures.filter(({ importId }) => importId === null)) {
    metrics.orphanErrors.inc();
    const { originTopic, originPartition, originOffset, reasons } = failure;
    const codes = reasons.map(({ code }) => code);
    logger.warn({ originTopic, originPartition, originOffset, codes }, 'record failed that is no import’s');
  }
  return arrivals;
}
