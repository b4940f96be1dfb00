import { type ConsumedBatch, leaderEpochBefore } from '#shared/kafka/consumer/consumed-batch.ts';
import type { Batch } from '../write/batch.ts';

/**
 * A transaction's rows: fewer would cost more round trips a row, more would hold row locks longer than a small
 * import can wait.
 */
const BATCH_ROWS = 5_000;

/** Rows can be long: bounds what a transaction, its outbox row and this process hold of them. */
const BATCH_BYTES = 700_000;

/** Cuts what a fetch brought into batches, leaving out what lies before `fromOffset`. */
export function cutBatches(fetched: ConsumedBatch, fromOffset: number): Batch[] {
  const { topic, partition, leaderEpochs } = fetched;
  const messages = fetched.messages.filter(({ offset }) => offset >= fromOffset);
  // Even parts: a full batch and a rest of a few rows would pay for two transactions of very different worth.
  const rowsPerBatch = Math.ceil(messages.length / Math.max(1, Math.ceil(messages.length / BATCH_ROWS)));
  const batches: Batch[] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, message] of messages.entries()) {
    const size = message.value?.length ?? 0;
    if (index > start && (index - start >= rowsPerBatch || bytes + size > BATCH_BYTES)) {
      batches.push({
        topic,
        partition,
        messages: messages.slice(start, index),
        nextOffset: message.offset,
        leaderEpoch: leaderEpochBefore(leaderEpochs, message.offset),
      });
      start = index;
      bytes = 0;
    }
    bytes += size;
  }
  // The last one also covers the control records that follow it.
  const { nextOffset } = fetched;
  const leaderEpoch = leaderEpochBefore(leaderEpochs, nextOffset);
  batches.push({ topic, partition, messages: messages.slice(start), nextOffset, leaderEpoch });
  return batches;
}
