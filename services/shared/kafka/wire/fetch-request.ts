import {
  createAPI,
  FetchIsolationLevels,
  type Reader,
  ResponseError,
  readKnownTaggedFields,
  Writer,
} from '@platformatic/kafka';

/** Where to read a partition from. */
export interface FetchPosition {
  /** A topic that was made again under the same name has another id (KIP-516). */
  readonly topicId: string;
  readonly partition: number;
  readonly offset: number;
  /**
   * The leader epoch of the record before `offset`, by which the broker knows whether its log still holds that record
   * (KIP-320); -1 when it is not known.
   */
  readonly leaderEpoch: number;
}

/** What a broker answers for one partition. */
export interface FetchedPartition {
  readonly topicId: string;
  readonly partition: number;
  /** Why nothing could be read (Kafka protocol, error codes); 0 when it could. */
  readonly code: number;
  readonly highWatermark: number;
  /** Set when the log does not hold the record before the offset asked for: it was cut, and may have grown again. */
  readonly diverging: DivergingEpoch | undefined;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches; the last one may be cut off. */
  readonly bytes: Buffer;
}

/** The largest leader epoch up to the one asked about that the log holds, and the offset where it ends there. */
export interface DivergingEpoch {
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

/** Whose records are not to be read: those of this producer from this offset on, until its mark that says so. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** How long a broker may keep the request while there is nothing to read, and how many bytes it may answer with. */
export interface FetchBounds {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
}

const FETCH = 1;
/**
 * Kafka 4 takes 4 to 18 (FetchRequest.json). Lengths are compact and answers name diverging epochs from 12 on, and
 * topics go by id from 13 on. It is not negotiated, so a broker must know it.
 */
const VERSION = 13;

/** Kafka protocol, the tag of a partition's diverging epoch in the answer. */
const DIVERGING_EPOCH = 0;

/** What stands for a replica, a leader's epoch or an offset that a consumer does not have. */
const NONE = -1;
/** Every request says all it wants: nothing is remembered between them (KIP-227). */
const NO_SESSION = [0, -1] as const;
const MIN_BYTES = 1;

/**
 * Kafka's Fetch request that leaves the record batches as they are; the client's own makes several objects of every
 * record. Transactions are read once they are committed.
 *
 * Ends with a ResponseError when the broker refuses the request; what it says of one partition stands in its answer.
 */
export const fetchRecords = createAPI<
  [bounds: FetchBounds, positions: readonly FetchPosition[]],
  FetchedPartition[]
>(FETCH, VERSION, createRequest, parseResponse);

function createRequest(bounds: FetchBounds, positions: readonly FetchPosition[]): Writer {
  const topics = [...Map.groupBy(positions, ({ topicId }) => topicId)];
  return Writer.create()
    .appendInt32(NONE)
    .appendInt32(bounds.maxWaitMs)
    .appendInt32(MIN_BYTES)
    .appendInt32(bounds.maxBytes)
    .appendInt8(FetchIsolationLevels.READ_COMMITTED)
    .appendInt32(NO_SESSION[0])
    .appendInt32(NO_SESSION[1])
    .appendArray(topics, (topicWriter, [topicId, partitions]) => {
      topicWriter
        .appendUUID(topicId)
        .appendArray(partitions, (writer, { partition, offset, leaderEpoch }) => {
          writer
            .appendInt32(partition)
            .appendInt32(NONE)
            .appendInt64(BigInt(offset))
            .appendInt32(leaderEpoch)
            .appendInt64(BigInt(NONE))
            .appendInt32(bounds.maxBytesPerPartition);
        });
    })
    .appendArray([], () => undefined) // none to forget
    .appendString('') // no rack
    .appendTaggedFields();
}

function parseResponse(
  _correlationId: number,
  api: number,
  version: number,
  reader: Reader,
): FetchedPartition[] {
  reader.readInt32(); // for how long the broker holds us back
  const code = reader.readInt16();
  reader.readInt32(); // the session
  if (code !== 0) throw new ResponseError(api, version, { '/': [code, null] }, undefined);
  return reader.readArray(readTopic).flat();
}

function readTopic(reader: Reader): FetchedPartition[] {
  const topicId = reader.readUUID();
  // The fields behind each partition are read, not skipped.
  return reader.readArray((r) => readPartition(r, topicId), true, false);
}

function readPartition(reader: Reader, topicId: string): FetchedPartition {
  const partition = reader.readInt32();
  const code = reader.readInt16();
  const highWatermark = Number(reader.readInt64());
  reader.readInt64(); // up to where every transaction has ended
  reader.readInt64(); // the log's first offset
  const aborted = reader.readNullableArray((r) => ({
    producerId: r.readInt64(),
    firstOffset: r.readInt64(),
  }));
  reader.readInt32(); // the replica to read from
  const bytes = reader.readBytes();
  let diverging: DivergingEpoch | undefined;
  readKnownTaggedFields(reader, {
    [DIVERGING_EPOCH]: (r) => {
      diverging = { leaderEpoch: r.readInt32(), endOffset: Number(r.readInt64()) };
    },
  });
  return { topicId, partition, code, highWatermark, diverging, aborted: aborted ?? [], bytes };
}
