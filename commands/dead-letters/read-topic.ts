import { LmsError } from '#shared/errors.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { leaderOf } from '#shared/kafka/client/client.ts';
import { throwKafkaError } from '#shared/kafka/client/client-errors.ts';
import type { ConsumedMessage } from '#shared/kafka/consumer/consumed-batch.ts';
import type { TopicPartition } from '#shared/kafka/consumer/group-member.ts';
import { decodeRecordBatches } from '#shared/kafka/wire/decode-record-batches.ts';
import { fetchRecords } from '#shared/kafka/wire/fetch-request.ts';

/** A message is at most 4 MiB (schemas/kafka/topics.json); with less than that, one could not be read past. */
const FETCH_BYTES = 8 * 1024 * 1024;
const BOUNDS = { maxWaitMs: 500, maxBytes: FETCH_BYTES, maxBytesPerPartition: FETCH_BYTES };

/** Nothing was read before, so a changed log cannot be detected (Kafka protocol). */
const UNKNOWN_EPOCH = -1;

/**
 * Reads what a topic holds at this moment, partition after partition, without a consumer group, so that no other reader
 * is affected.
 *
 * @throws LmsError `unavailable` when a partition cannot be read
 */
export async function* readTopic(admin: KafkaAdmin, topic: string): AsyncGenerator<ConsumedMessage> {
  const [starts, ends] = await Promise.all([admin.earliestOffsets(topic), admin.latestOffsets(topic)]);
  for (const [partition, start] of starts.entries())
    yield* readPartition(admin, { topic, partition }, start, ends[partition] ?? start);
}

async function* readPartition(
  admin: KafkaAdmin,
  { topic, partition }: TopicPartition,
  start: number,
  end: number,
): AsyncGenerator<ConsumedMessage> {
  const { client } = admin;
  let offset = start;
  while (offset < end) {
    const metadata = await client.metadata({ topics: [topic] }).catch(throwKafkaError);
    const connection = await client.connections
      .get(leaderOf(metadata, topic, partition))
      .catch(throwKafkaError);
    const topicId = metadata.topics.get(topic)?.id ?? '';
    const [answer] = await fetchRecords
      .async(connection, BOUNDS, [{ topicId, partition, offset, leaderEpoch: UNKNOWN_EPOCH }])
      .catch(throwKafkaError);
    if (answer === undefined || answer.code !== 0) {
      const why = `${topic}/${partition} cannot be read at ${offset}: Kafka's error ${answer?.code}`;
      throw new LmsError('unavailable', why, { server: 'kafka' });
    }
    const { messages, nextOffset } = decodeRecordBatches(answer.bytes, offset, answer.aborted);
    yield* messages;
    // What compaction or a transaction's end left without records is passed over by its batch's own end.
    if (nextOffset === offset) return;
    offset = nextOffset;
  }
}
