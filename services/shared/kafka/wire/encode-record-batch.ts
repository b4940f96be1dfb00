import { constants, gzipSync } from 'node:zlib';
import { crc32c } from '@platformatic/kafka';
import { FIELD, FORMAT_VERSION } from './record-batch-layout.ts';

/** A record as its batch holds it; it has no key. */
export interface BatchRecord {
  readonly value: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Stands for no producer id: the broker does not recognise repetitions of such a batch. */
const NONE = -1;
/** A length of -1 in the variable-length encoding: no key. */
const NO_KEY = 1;
const NO_HEADERS = Buffer.of(0);

/**
 * How a batch's records are written; the numbers are those of its attributes (Kafka documentation, "Record Batch"). gzip is
 * what every Kafka client reads without a further package.
 */
const COMPRESSIONS = { none: 0, gzip: 1 } as const;
export type BatchCompression = keyof typeof COMPRESSIONS;

/** Only what repeats itself is compressed: the first level makes a nineteenth of it, the default one hardly less. */
const LEVEL = { level: constants.Z_BEST_SPEED };

/**
 * Writes records as one batch of Kafka's format, all of the same time. Written out, since it runs for every row: the
 * client's own way, an object for each field, took a third of ingest's processor time (test/bench/log.md).
 *
 * @param timestampMs since 1970
 */
export function encodeRecordBatch(
  records: readonly BatchRecord[],
  timestampMs: number,
  compression: BatchCompression = 'none',
): Buffer {
  const bytes = writeRecords(records);
  const batch =
    compression === 'none'
      ? bytes
      : Buffer.concat([bytes.subarray(0, FIELD.records), gzipSync(bytes.subarray(FIELD.records), LEVEL)]);
  writeHead(batch, { count: records.length, timestampMs: BigInt(timestampMs), compression });
  return batch;
}

/** The records, behind room for the batch's head. */
function writeRecords(records: readonly BatchRecord[]): Buffer {
  const headersOf = createHeaderEncoder();
  const bodies = records.map((record, index) =>
    bodyLength(index, record.value.length, headersOf(record).length),
  );
  const size = bodies.reduce<number>((sum, length) => sum + varintLength(length) + length, FIELD.records);
  const bytes = Buffer.allocUnsafe(size);
  let position: number = FIELD.records;
  records.forEach((record, index) => {
    position = writeVarint(bytes, position, bodies[index] ?? 0);
    bytes[position] = 0; // attributes
    bytes[position + 1] = 0; // the time since the first record's
    position = writeVarint(bytes, position + 2, index);
    bytes[position] = NO_KEY;
    position = writeVarint(bytes, position + 1, record.value.length);
    bytes.set(record.value, position);
    position += record.value.length;
    const headers = headersOf(record);
    bytes.set(headers, position);
    position += headers.length;
  });
  return bytes;
}

interface Head {
  readonly count: number;
  readonly timestampMs: bigint;
  readonly compression: BatchCompression;
}

function writeHead(bytes: Buffer, { count, timestampMs, compression }: Head): void {
  bytes.writeBigInt64BE(0n, FIELD.firstOffset); // the broker gives the offsets
  bytes.writeInt32BE(bytes.length - FIELD.leaderEpoch, FIELD.length);
  bytes.writeInt32BE(NONE, FIELD.leaderEpoch);
  bytes.writeInt8(FORMAT_VERSION, FIELD.formatVersion);
  bytes.writeInt16BE(COMPRESSIONS[compression], FIELD.attributes);
  bytes.writeInt32BE(count - 1, FIELD.lastOffsetDelta);
  bytes.writeBigInt64BE(timestampMs, FIELD.firstTimestamp);
  bytes.writeBigInt64BE(timestampMs, FIELD.maxTimestamp);
  bytes.writeBigInt64BE(BigInt(NONE), FIELD.producerId);
  bytes.writeInt16BE(NONE, FIELD.producerEpoch);
  bytes.writeInt32BE(NONE, FIELD.firstSequence);
  bytes.writeInt32BE(count, FIELD.count);
  bytes.writeUInt32BE(crc32c(bytes.subarray(FIELD.attributes)), FIELD.checksum);
}

/** Bytes of a record after its own length: attributes, time and the missing key take one each. */
function bodyLength(offsetDelta: number, valueLength: number, headersLength: number): number {
  return 3 + varintLength(offsetDelta) + varintLength(valueLength) + valueLength + headersLength;
}

/** Bytes of a number that is not negative in the variable-length encoding (Protocol Buffers' zigzag varint). */
function varintLength(value: number): number {
  let rest = value * 2;
  let length = 1;
  while (rest > 0x7f) {
    rest = Math.floor(rest / 0x80);
    length += 1;
  }
  return length;
}

/** Returns the position after it. */
function writeVarint(bytes: Buffer, position: number, value: number): number {
  let rest = value * 2;
  let next = position;
  while (rest > 0x7f) {
    bytes[next] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
    next += 1;
  }
  bytes[next] = rest;
  return next + 1;
}

/** Records of a batch mostly share one object of headers, which is then encoded once. */
function createHeaderEncoder(): (record: BatchRecord) => Buffer {
  const encoded = new Map<BatchRecord['headers'], Buffer>();
  return ({ headers }) => {
    if (headers === undefined) return NO_HEADERS;
    const known = encoded.get(headers);
    if (known !== undefined) return known;
    const bytes = encodeHeaders(Object.entries(headers));
    encoded.set(headers, bytes);
    return bytes;
  };
}

function encodeHeaders(headers: readonly (readonly [name: string, value: string])[]): Buffer {
  const texts = headers.flat().map((text) => Buffer.from(text));
  const sized = texts.flatMap((text) => [varint(text.length), text]);
  return Buffer.concat([varint(headers.length), ...sized]);
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(varintLength(value));
  writeVarint(bytes, 0, value);
  return bytes;
}
