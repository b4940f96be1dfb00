import {
  createAPI,
  FetchIsolationLevels,
  fetchV13,
  type Reader,
  ResponseError,
  readKnownTaggedFields,
  type Writer,
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

/**
 * Kafka 4 takes 4 to 18 (FetchRequest.json). Lengths are compact and answers name diverging epochs from 12 on, and
 * topics go by id from 13 on. Later versions add nothing that a consumer needs.
 */
const { key: FETCH, version: VERSION } = fetchV13.api;

/** The version of Fetch that is spoken; see {@link checkApiVersions}. */
export const FETCH_API = { name: 'Fetch', key: FETCH, version: VERSION } as const;

/** Kafka protocol, the tag of a partition's diverging epoch in the answer. */
const DIVERGING_EPOCH = 0;

/** What stands for a leader's epoch that a consumer does not check. */
const ANY_EPOCH = -1;
/** Every request says all it wants: nothing is remembered between them (KIP-227). */
const NO_SESSION = [0, -1] as const;
const MIN_BYTES = 1;

/**
 * Kafka's Fetch request, as the client library writes it, with an answer that leaves the record batches as they are.
 * The library's own answer drops the bytes that a checksum needs, and fails as a whole when one partition has an error
 * (docs/decisions/0014-consumer-fetch.md). Transactions are read once they are committed.
 *
 * Ends with a ResponseError when the broker refuses the request; what it says of one partition stands in its answer.
 */
export const fetchRecords = createAPI<
  [bounds: FetchBounds, positions: readonly FetchPosition[]],
  FetchedPartition[]
>(FETCH, VERSION, createRequest, parseResponse);

function createRequest(bounds: FetchBounds, positions: readonly FetchPosition[]): Writer {
  const { maxWaitMs, maxBytes, maxBytesPerPartition: partitionMaxBytes } = bounds;
  const topics = Array.from(
    Map.groupBy(positions, ({ topicId }) => topicId),
    ([topicId, ofTopic]) => ({
      topicId,
      partitions: ofTopic.map(({ partition, offset, leaderEpoch: lastFetchedEpoch }) => ({
        partition,
        currentLeaderEpoch: ANY_EPOCH,
        fetchOffset: BigInt(offset),
        lastFetchedEpoch,
        partitionMaxBytes,
      })),
    }),
  );
  const { READ_COMMITTED } = FetchIsolationLevels;
  return fetchV13.createRequest(
    maxWaitMs,
    MIN_BYTES,
    maxBytes,
    READ_COMMITTED,
    ...NO_SESSION,
    topics,
    [],
    '',
  );
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
