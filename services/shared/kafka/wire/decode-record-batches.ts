import { compressionsAlgorithms, crc32c } from '@platformatic/kafka';
import { LmsError } from '../../errors.ts';
import type { ConsumedMessages, LeaderEpochStart } from '../consumer/consumed-batch.ts';
import type { AbortedTransaction } from './fetch-request.ts';
import { PackedMessages } from './packed-messages.ts';
import { FIELD, FORMAT_VERSION } from './record-batch-layout.ts';

/** What record batches hold from an offset on. */
export interface DecodedBatches {
  readonly messages: ConsumedMessages;
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

interface Batch {
  readonly bytes: Buffer;
  readonly attributes: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly producerId: bigint;
}

/**
 * Decodes record batches as a broker sends them. Written out, since it runs for every row: the libraries make several
 * objects of each record, which the collector has to clear away (test/bench/log.md).
 *
 * Left out are records before `fromOffset` (a broker sends whole batches), control records, records of aborted
 * transactions, and a batch that is cut off at the end.
 *
 * @throws LmsError `unavailable` when a batch is not as it was written, `unexpected` when its format is unknown
 */
export function decodeRecordBatches(
  bytes: Buffer,
  fromOffset: number,
  aborted: readonly AbortedTransaction[],
): DecodedBatches {
  const messages = new PackedMessages();
  const transactions = new AbortedTransactions(aborted);
  const leaderEpochs: LeaderEpochStart[] = [];
  let nextOffset = fromOffset;
  for (const batch of batchesOf(bytes)) {
    if (!transactions.leaveOut(batch)) decodeRecords(batch, fromOffset, messages);
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

function decodeRecords(batch: Batch, fromOffset: number, messages: PackedMessages): void {
  const { bytes, attributes, firstOffset } = batch;
  const records = unpack(bytes.subarray(FIELD.records), attributes & COMPRESSION);
  const reader = new RecordReader(records);
  const hasBrokersTime = (attributes & LOG_APPEND_TIME) !== 0;
  const time = Number(bytes.readBigInt64BE(hasBrokersTime ? FIELD.maxTimestamp : FIELD.firstTimestamp));
  while (!reader.isAtEnd()) {
    reader.varint(); // the record's length
    reader.skip(1); // its attributes, of which there are none
    const timeDelta = reader.varint();
    const offset = firstOffset + reader.varint();
    reader.span(); // the key: the value says what belongs together
    const value = reader.span();
    const headers = reader.headers();
    if (offset < fromOffset) continue;
    const timestampMs = hasBrokersTime ? time : time + timeDelta;
    messages.push({ offset, timestampMs, headers }, records, value);
  }
}

function unpack(bytes: Buffer, compression: number): Buffer {
  if (compression === 0) return bytes;
  const algorithm = Object.values(compressionsAlgorithms).find(({ bitmask }) => bitmask === compression);
  if (algorithm === undefined) {
    throw new LmsError('unexpected', `Kafka sends record batches compressed by way ${compression}`, {
      server: 'kafka',
    });
  }
  return algorithm.decompressSync(bytes);
}

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
  const reader = new RecordReader(batch.subarray(FIELD.records));
  reader.varint(); // the record's length
  reader.skip(1); // its attributes
  reader.varint(); // its time
  reader.varint(); // its offset
  return reader.bytes()?.readInt16BE(2) === ABORT;
}

/** Reads the parts of records, which stand one behind the other. */
class RecordReader {
  /** As {@link PackedMessages.SAMPLE}. */
  static readonly SAMPLE = new RecordReader(Buffer.alloc(0));

  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  skip(count: number): void {
    this.#position += count;
  }

  /** A whole number in the variable-length encoding (Protocol Buffers' zigzag varint), exact up to 2^52. */
  varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#position++] ?? 0;
    let value = byte & 0x7f;
    for (let scale = 0x80; byte > 0x7f; scale *= 0x80) {
      byte = bytes[this.#position++] ?? 0;
      value += (byte & 0x7f) * scale;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Where bytes are that stand behind their length, which is -1 for none at all. */
  span(): { start: number; length: number } {
    const length = this.varint();
    const start = this.#position;
    this.#position += Math.max(0, length);
    return { start, length };
  }

  /** Such bytes, as a part of what is read. */
  bytes(): Buffer | null {
    const { start, length } = this.span();
    return length < 0 ? null : this.#bytes.subarray(start, start + length);
  }

  headers(): Readonly<Record<string, string>> | undefined {
    const count = this.varint();
    if (count <= 0) return undefined;
    return Object.fromEntries(
      Array.from({ length: count }, () => [String(this.bytes() ?? ''), String(this.bytes() ?? '')]),
    );
  }
}
