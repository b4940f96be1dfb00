import type { AvroCodec } from '#shared/kafka/avro/avro-codec.ts';
import type { RecordError } from '#shared/kafka/avro/messages.ts';
import type { KafkaAdmin } from '#shared/kafka/client/admin.ts';
import { TRAINING_RECORD_ERRORS } from '#shared/kafka/client/topics.ts';
import { readTopic } from './read-topic.ts';

/** Where a record came from, by which its failure is found. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/**
 * Reads the failed records that Kafka holds, oldest first within each partition. One that was published again after a
 * crash comes once.
 */
export async function* readDeadLetters(admin: KafkaAdmin, codec: AvroCodec): AsyncGenerator<RecordError> {
  const seen = new Set<string>();
  for await (const { value } of readTopic(admin, TRAINING_RECORD_ERRORS)) {
    await codec.prepare([value]);
    const failure = decode(codec, value);
    if (failure === undefined) continue;
    const key = `${failure.originTopic} ${failure.originPartition} ${failure.originOffset} ${failure.source}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield failure;
  }
}

/** Finds the failure of one record: the latest, in case the topic was made again and its offsets began at 0 again. */
export async function findDeadLetter(
  admin: KafkaAdmin,
  codec: AvroCodec,
  origin: Origin,
): Promise<RecordError | undefined> {
  let found: RecordError | undefined;
  for await (const failure of readDeadLetters(admin, codec)) {
    const { originTopic: topic, originPartition: partition, originOffset: offset } = failure;
    if (topic === origin.topic && partition === origin.partition && offset === origin.offset) found = failure;
  }
  return found;
}

/** What somebody else put there is no failure. */
function decode(codec: AvroCodec, bytes: Buffer | null): RecordError | undefined {
  try {
    const { name, value } = codec.decode(bytes);
    return name === 'RecordError' ? (value as RecordError) : undefined;
  } catch {
    return undefined;
  }
}
