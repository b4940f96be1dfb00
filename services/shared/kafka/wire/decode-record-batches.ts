import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { compressionsAlgorithms, crc32c, type KafkaRecord, Reader, readRecord } from '@platformatic/kafka';
import { LmsError } from '../../errors.ts';
import type { ConsumedMessage, LeaderEpochStart } from '../consumer/consumed-batch.ts';
import type { AbortedTransaction } from './fetch-request.ts';
import { FIELD, FORMAT_VERSION } from './record-batch-layout.ts';

/** What record batches hold from an offset on. */
export interface DecodedBatches {
  readonly messages: readonly ConsumedMessage[];
  /** The offset after the last batch; `fromOffset` when there is no whole batch. */
  readonly nextOffset: number;
  /** The leader epochs of the batches, those before `fromOffset` left out. */
  readonly leaderEpochs: readonly LeaderEpochStart[];
}

/** Bits of a batch's attributes (Kafka documentation, "Record Batch"). */
const COMPRESSION = 0b111;
const LOG_APPEND_TIME = 1 << 3;
const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;

/** What the record of a control batch that ends a transaction as aborted has in its key, after the key's version. */
const ABORT = 0;

/**
 * The most that one batch may unpack to. What our services write has 4 MiB at most before it is compressed, and of
 * feeds the broker unpacks every batch (compression.type=uncompressed): a larger one would only fill our memory.
 */
const MAX_UNPACKED_BATCH_BYTES = 64 * 1024 * 1024;

/**
 * From when on compressed batches are left for the next fetch. A fetch is bounded by what travels, which may be a
 * thirtieth of what it unpacks to: all of that at once would fill the memory, and make every other partition wait for
 * its rows. Less would make smaller transactions than of uncompressed batches.
 */
const ENOUGH_UNPACKED_BYTES = 512 * 1024;

interface Batch {
  readonly bytes: Buffer;
  readonly attributes: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly producerId: bigint;
}

/**
 * Decodes record batches as a broker sends them. The client library reads the records. Checksums, format versions and
 * aborted transactions are checked here, because the library checks the first two not at all and the third not always
 * (docs/decisions/0014-consumer-fetch.md).
 *
 * Left out are records before `fromOffset` (a broker sends whole batches), control records, records of aborted
 * transactions, a batch that is cut off at the end, and those behind what fills the memory: `nextOffset` says where to
 * go on.
 *
 * @throws LmsError `unavailable` when a batch is not as it was written, `unexpected` when its format is unknown
 */
export function decodeRecordBatches(
  bytes: Buffer,
  fromOffset: number,
  aborted: readonly AbortedTransaction[],
): DecodedBatches {
  const messages: ConsumedMessage[] = [];
  const transactions = new AbortedTransactions(aborted);
  const leaderEpochs: LeaderEpochStart[] = [];
  let nextOffset = fromOffset;
  let unpacked = 0;
  for (const batch of batchesOf(bytes)) {
    if (unpacked > ENOUGH_UNPACKED_BYTES) break;
    if (!transactions.leaveOut(batch)) unpacked += decodeRecords(batch, fromOffset, messages);
    nextOffset = Math.max(nextOffset, batch.lastOffset + 1);
    const { firstOffset, lastOffset, leaderEpoch } = batch;
    if (lastOffset >= fromOffset && leaderEpochs.at(-1)?.leaderEpoch !== leaderEpoch) {
      leaderEpochs.push({ fromOffset: firstOffset, leaderEpoch });
    }
  }
  return { messages, nextOffset, leaderEpochs };
}

function* batchesOf(bytes: Buffer): Generator<Batch> {
  let start = 0;
  while (start + FIELD.records <= bytes.length) {
    const end = start + FIELD.leaderEpoch + bytes.readInt32BE(start + FIELD.length);
    if (end > bytes.length) return;
    yield readHead(bytes.subarray(start, end));
    start = end;
  }
}

function readHead(bytes: Buffer): Batch {
  const version = bytes.readInt8(FIELD.formatVersion);
  if (version !== FORMAT_VERSION) {
    throw new LmsError('unexpected', `Kafka sends record batches of format ${version}`, { server: 'kafka' });
  }
  if (crc32c(bytes.subarray(FIELD.attributes)) !== bytes.readUInt32BE(FIELD.checksum)) {
    throw new LmsError('unavailable', 'A record batch is not as it was written: its checksum differs', {
      retryable: true,
      server: 'kafka',
    });
  }
  const firstOffset = Number(bytes.readBigInt64BE(FIELD.firstOffset));
  return {
    bytes,
    attributes: bytes.readInt16BE(FIELD.attributes),
    firstOffset,
    lastOffset: firstOffset + bytes.readInt32BE(FIELD.lastOffsetDelta),
    leaderEpoch: bytes.readInt32BE(FIELD.leaderEpoch),
    producerId: bytes.readBigInt64BE(FIELD.producerId),
  };
}

/** @returns how many bytes it had to be unpacked to */
function decodeRecords(batch: Batch, fromOffset: number, messages: ConsumedMessage[]): number {
  const { bytes, attributes, firstOffset } = batch;
  const hasBrokersTime = (attributes & LOG_APPEND_TIME) !== 0;
  const time = Number(bytes.readBigInt64BE(hasBrokersTime ? FIELD.maxTimestamp : FIELD.firstTimestamp));
  const records = unpack(bytes.subarray(FIELD.records), attributes & COMPRESSION);
  const reader = Reader.from(records);
  while (reader.remaining > 0) {
    const { offsetDelta, timestampDelta, value, headers } = readRecord(reader);
    const offset = firstOffset + offsetDelta;
    if (offset < fromOffset) continue;
    const timestampMs = hasBrokersTime ? time : time + Number(timestampDelta);
    messages.push({ offset, timestampMs, value, headers: textsOf(headers) });
  }
  return (attributes & COMPRESSION) === 0 ? 0 : records.length;
}

function textsOf(headers: KafkaRecord['headers']): ConsumedMessage['headers'] {
  if (headers.length === 0) return undefined;
  return Object.fromEntries(headers.map(([name, value]) => [String(name ?? ''), String(value ?? '')]));
}

function unpack(bytes: Buffer, compression: number): Buffer {
  if (compression === 0) return bytes;
  const unpackBounded = BOUNDED[compression];
  const algorithm = Object.values(compressionsAlgorithms).find(({ bitmask }) => bitmask === compression);
  if (algorithm === undefined) {
    throw new LmsError('unexpected', `Kafka sends record batches compressed by way ${compression}`, {
      server: 'kafka',
    });
  }
  try {
    return unpackBounded?.(bytes) ?? algorithm.decompressSync(bytes);
  } catch (cause) {
    throw new LmsError(
      'unexpected',
      `A record batch of ${bytes.length} bytes cannot be unpacked, or to more than ${MAX_UNPACKED_BATCH_BYTES} bytes`,
      { server: 'kafka', cause },
    );
  }
}

const BOUND = { maxOutputLength: MAX_UNPACKED_BATCH_BYTES };

/** What of a small batch can make a thousand times as much, by its number in the attributes: gzip and zstd. */
const BOUNDED: Readonly<Record<number, (bytes: Buffer) => Buffer>> = {
  [compressionsAlgorithms.gzip.bitmask]: (bytes) => gunzipSync(bytes, BOUND),
  [compressionsAlgorithms.zstd.bitmask]: (bytes) => zstdDecompressSync(bytes, BOUND),
};

/** Says which batches belong to aborted transactions; to be called for every batch, in order. */
class AbortedTransactions {
  /** Those still to begin, the next one last. */
  readonly #coming: AbortedTransaction[];
  readonly #running = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#coming = aborted.toSorted((a, b) => Number(b.firstOffset - a.firstOffset));
  }

  /** Also true of control batches, which hold no records of anybody. */
  leaveOut({ attributes, producerId, lastOffset, bytes }: Batch): boolean {
    for (let next = this.#coming.at(-1); next !== undefined && next.firstOffset <= lastOffset; ) {
      this.#running.add(next.producerId);
      this.#coming.pop();
      next = this.#coming.at(-1);
    }
    if ((attributes & CONTROL) !== 0) {
      if (isAbort(bytes)) this.#running.delete(producerId);
      return true;
    }
    return (attributes & TRANSACTIONAL) !== 0 && this.#running.has(producerId);
  }
}

function isAbort(batch: Buffer): boolean {
  return readRecord(Reader.from(batch.subarray(FIELD.records))).key?.readInt16BE(2) === ABORT;
}
