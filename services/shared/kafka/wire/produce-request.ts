import { createAPI, produceV9, Writer } from '@platformatic/kafka';

/** Batches of one topic, each for a partition of its own. */
export interface TopicBatches {
  readonly topic: string;
  readonly batches: readonly { readonly partition: number; readonly bytes: Buffer }[];
}

/**
 * Kafka 4 takes 3 to 13 (ProduceRequest.json). Lengths are compact from 9 on (KIP-482), and before 13 topics go by
 * name.
 */
const { key: PRODUCE, version: VERSION } = produceV9.api;

/** The version of Produce that is spoken; see {@link checkApiVersions}. */
export const PRODUCE_API = { name: 'Produce', key: PRODUCE, version: VERSION } as const;

/**
 * Kafka's Produce request for batches that are encoded already; the client's own takes messages, and encodes them as it
 * writes the request.
 *
 * Arguments: `acks`, the broker's timeout in milliseconds, the batches. Ends with a ResponseError when a partition
 * refused, and then others may have taken theirs.
 */
export const produceBatches = createAPI<
  [acks: number, timeoutMs: number, topics: readonly TopicBatches[]],
  produceV9.ProduceResponse
>(PRODUCE, VERSION, createRequest, produceV9.parseResponse);

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
