import { createAPI, type Reader, ResponseError, Writer } from '@platformatic/kafka';

/** Batches of one topic, each for a partition of its own. */
export interface TopicBatches {
  readonly topic: string;
  readonly batches: readonly { readonly partition: number; readonly bytes: Buffer }[];
}

const PRODUCE = 0;
/**
 * Kafka 4 takes 3 to 13 (ProduceRequest.json). Lengths are compact from 9 on (KIP-482), and before 13 topics go by
 * name. It is not negotiated, so a broker must know it.
 */
const VERSION = 9;

type Failure = [place: string, error: [code: number, message: string | null]];

/**
 * Kafka's Produce request for batches that are encoded already; the client's own takes messages, and encodes them as it
 * writes the request.
 *
 * Arguments: `acks`, the broker's timeout in milliseconds, the batches. Ends with a ResponseError when a partition
 * refused, and then others may have taken theirs.
 */
export const produceBatches = createAPI<
  [acks: number, timeoutMs: number, topics: readonly TopicBatches[]],
  void
>(PRODUCE, VERSION, createRequest, parseResponse);

function createRequest(acks: number, timeoutMs: number, topics: readonly TopicBatches[]): Writer {
  return Writer.create()
    .appendString(null) // no transaction
    .appendInt16(acks)
    .appendInt32(timeoutMs)
    .appendArray([...topics], (topicWriter, { topic, batches }) => {
      topicWriter.appendString(topic).appendArray([...batches], (writer, { partition, bytes }) => {
        writer.appendInt32(partition).appendBytes(bytes);
      });
    })
    .appendTaggedFields();
}

function parseResponse(_correlationId: number, api: number, version: number, reader: Reader): void {
  const failures = reader.readArray(readTopic).flat();
  if (failures.length > 0) throw new ResponseError(api, version, Object.fromEntries(failures), undefined);
}

function readTopic(reader: Reader, topic: number): Failure[] {
  reader.readString(); // its name
  return reader.readArray((r, index) => readPartition(r, `/responses/${topic}/${index}`)).flat();
}

function readPartition(reader: Reader, place: string): Failure[] {
  reader.readInt32(); // its number
  const code = reader.readInt16();
  reader.readInt64(); // the first record's offset
  reader.readInt64(); // when it was appended
  reader.readInt64(); // the log's first offset
  reader.readArray(readRecordError);
  const message = reader.readNullableString();
  return code === 0 ? [] : [[place, [code, message]]];
}

/** What says of one record why its batch was refused; the batch's own code says what follows from it. */
function readRecordError(reader: Reader): void {
  reader.readInt32();
  reader.readNullableString();
}
