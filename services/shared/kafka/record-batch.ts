import { crc32c } from '@platformatic/kafka';

/** A record as its batch holds it; it has no key. */
export interface BatchRecord {
  readonly value: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Offsets of the fields that every batch begins with (Kafka documentation, "Record Batch"). */
const LENGTH = 8;
const LEADER_EPOCH = 12;
const MAGIC = 16;
const CRC = 17;
const ATTRIBUTES = 21;
const LAST_OFFSET_DELTA = 23;
const FIRST_TIMESTAMP = 27;
const MAX_TIMESTAMP = 35;
const PRODUCER_ID = 43;
const PRODUCER_EPOCH = 51;
const FIRST_SEQUENCE = 53;
const COUNT = 57;
const RECORDS = 61;

/** Of the format; Kafka 4 takes no other in a Produce request. */
const VERSION = 2;
/** What stands for no producer id, and so for a batch that is not told from its repetition. */
const NONE = -1;
/** A length of -1 in the variable-length encoding: no key. */
const NO_KEY = 1;
const NO_HEADERS = Buffer.of(0);

/**
 * Writes records as one batch of Kafka's format, uncompressed and all of the same time. Written out, since it runs for
 * every row: the client's own way, an object for each field, took a third of ingest's processor time (test/bench/log.md).
 *
 * @param timestampMs since 1970
 */
export function encodeRecordBatch(records: readonly BatchRecord[], timestampMs: number): Buffer {
  const headersOf = createHeaderEncoder();
  const bodies = records.map((record, index) =>
    bodyLength(index, record.value.length, headersOf(record).length),
  );
  const size = bodies.reduce((sum, length) => sum + varintLength(length) + length, RECORDS);
  const bytes = Buffer.allocUnsafe(size);
  let position = RECORDS;
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
  writeHead(bytes, records.length, BigInt(timestampMs));
  return bytes;
}

function writeHead(bytes: Buffer, count: number, timestampMs: bigint): void {
  bytes.writeBigInt64BE(0n, 0); // the broker gives the offsets
  bytes.writeInt32BE(bytes.length - LEADER_EPOCH, LENGTH);
  bytes.writeInt32BE(NONE, LEADER_EPOCH);
  bytes.writeInt8(VERSION, MAGIC);
  bytes.writeInt16BE(0, ATTRIBUTES);
  bytes.writeInt32BE(count - 1, LAST_OFFSET_DELTA);
  bytes.writeBigInt64BE(timestampMs, FIRST_TIMESTAMP);
  bytes.writeBigInt64BE(timestampMs, MAX_TIMESTAMP);
  bytes.writeBigInt64BE(BigInt(NONE), PRODUCER_ID);
  bytes.writeInt16BE(NONE, PRODUCER_EPOCH);
  bytes.writeInt32BE(NONE, FIRST_SEQUENCE);
  bytes.writeInt32BE(count, COUNT);
  bytes.writeUInt32BE(crc32c(bytes.subarray(ATTRIBUTES)), CRC);
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
