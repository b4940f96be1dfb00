import { gzipSync, zstdCompressSync } from 'node:zlib';
import { crc32c, createRecordsBatch } from '@platformatic/kafka';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LmsError } from '#shared/errors.ts';
import { leaderEpochBefore } from '#shared/kafka/consumer/consumed-batch.ts';
import { decodeRecordBatches } from '#shared/kafka/wire/decode-record-batches.ts';
import { encodeRecordBatch } from '#shared/kafka/wire/encode-record-batch.ts';

const NOW = 1_795_800_420_067;
const CHECKSUM_FROM = 21;

/** As the broker stores a batch that a producer sent. */
function stored(
  batch: Buffer,
  { offset, attributes, maxTimestamp }: { offset: number; attributes?: number; maxTimestamp?: number },
): Buffer {
  const bytes = Buffer.from(batch);
  bytes.writeBigInt64BE(BigInt(offset), 0);
  if (attributes !== undefined) bytes.writeInt16BE(attributes, 21);
  if (maxTimestamp !== undefined) bytes.writeBigInt64BE(BigInt(maxTimestamp), 35);
  bytes.writeUInt32BE(crc32c(bytes.subarray(CHECKSUM_FROM)), 17);
  return bytes;
}

/** A batch as another writer of the format makes it. */
function foreign(
  offset: number,
  messages: Parameters<typeof createRecordsBatch>[0],
  options: Parameters<typeof createRecordsBatch>[1] = {},
): Buffer {
  return stored(createRecordsBatch(messages, options).buffer, { offset });
}

/** Protocol Buffers' zigzag varint. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = (value << 1n) ^ (value >> 63n);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

const message = (text: string, more: object = {}) => ({
  topic: 't',
  partition: 0,
  value: Buffer.from(text),
  timestamp: BigInt(NOW),
  ...more,
});
const textsOf = ({ messages }: ReturnType<typeof decodeRecordBatches>) =>
  Array.from(messages, ({ offset, value }) => `${offset}:${value}`);
const records = fc.array(
  fc.record({
    // Around the lengths whose own length takes one byte more, and nothing at all.
    value: fc.option(fc.constantFrom(0, 1, 63, 64, 8_191, 8_192).map((size) => Buffer.alloc(size, size))),
    key: fc.option(fc.constant(Buffer.from('key'))),
    // The other writer gets differences of 2^31 and more wrong.
    timestamp: fc.integer({ min: NOW - 2 ** 29, max: NOW + 2 ** 29 }).map(BigInt),
    headers: fc
      .array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), { maxLength: 3 })
      .map((pairs) => new Map(pairs.map(([name, text]) => [Buffer.from(name), Buffer.from(text)] as const))),
  }),
  { minLength: 1, maxLength: 70 },
);

describe('record batches', () => {
  it('of another writer are read as they were written, compressed in any way', () => {
    fc.assert(
      fc.property(
        records,
        fc.constantFrom('none', 'gzip', 'snappy', 'lz4', 'zstd'),
        fc.nat({ max: 2 ** 40 }),
        (written, compression, offset) => {
          const sent = written.map((record) => ({ ...record, topic: 't', partition: 0 }));
          const bytes = foreign(offset, sent as never, { compression } as never);
          const { messages, nextOffset } = decodeRecordBatches(bytes, offset, []);
          const expected = written.map(({ value, timestamp, headers }, index) => ({
            offset: offset + index,
            timestampMs: Number(timestamp),
            value,
            headers:
              headers.size === 0
                ? undefined
                : Object.fromEntries(Array.from(headers, ([n, t]) => [String(n), String(t)])),
          }));
          expect(nextOffset).toBe(offset + written.length);
          expect(messages).toEqual(expected);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('follow each other; what is before the offset is left out, and what is cut off comes later', () => {
    const batch = (...texts: string[]) =>
      encodeRecordBatch(
        texts.map((text) => ({ value: Buffer.from(text) })),
        NOW,
      );
    const bytes = Buffer.concat([
      stored(batch('a', 'b'), { offset: 10 }),
      stored(batch('c', 'd'), { offset: 14 }),
      stored(batch('e'), { offset: 16 }),
    ]);
    expect(textsOf(decodeRecordBatches(bytes, 11, []))).toEqual(['11:b', '14:c', '15:d', '16:e']);
    for (let cut = 1; cut < batch('e').length; cut += 1) {
      const decoded = decodeRecordBatches(bytes.subarray(0, bytes.length - cut), 11, []);
      expect(textsOf(decoded)).toEqual(['11:b', '14:c', '15:d']);
      expect(decoded.nextOffset).toBe(16);
    }
    const none = decodeRecordBatches(Buffer.alloc(0), 11, []);
    expect([none.messages.length, none.nextOffset]).toEqual([0, 11]);
  });

  it('have the time of the broker where the topic says so', () => {
    const attributes = 1 << 3;
    const bytes = stored(foreign(0, [message('a'), message('b')]), {
      offset: 0,
      attributes,
      maxTimestamp: NOW + 5_000,
    });
    const { messages } = decodeRecordBatches(bytes, 0, []);
    expect(messages.map(({ timestampMs }) => timestampMs)).toEqual([NOW + 5_000, NOW + 5_000]);
  });

  it('may hold times that are far apart', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 45n), max: 2n ** 45n }), (difference) => {
        const fields = [Buffer.of(0), varint(difference), varint(0n), varint(-1n), varint(-1n), varint(0n)];
        const record = Buffer.concat(fields);
        const empty = encodeRecordBatch([], NOW);
        const bytes = Buffer.concat([empty, varint(BigInt(record.length)), record]);
        bytes.writeInt32BE(bytes.length - 12, 8);
        const { messages } = decodeRecordBatches(stored(bytes, { offset: 0 }), 0, []);
        expect(messages).toEqual([{ offset: 0, timestampMs: NOW + Number(difference), value: null }]);
      }),
      { numRuns: 300 },
    );
  });

  it('are not taken for what they are not', () => {
    const damaged = foreign(0, [message('a')]);
    damaged[damaged.length - 1] = 1;
    expect(() => decodeRecordBatches(damaged, 0, [])).toThrow(
      expect.objectContaining({ code: 'unavailable', retryable: true }) as LmsError,
    );
    const older = foreign(0, [message('a')]);
    older.writeInt8(1, 16);
    expect(() => decodeRecordBatches(older, 0, [])).toThrow(
      expect.objectContaining({ code: 'unexpected', retryable: false }) as LmsError,
    );
    expect(() =>
      decodeRecordBatches(stored(foreign(0, [message('a')]), { offset: 0, attributes: 7 }), 0, []),
    ).toThrow(/compressed by way 7/);
  });
});

describe('compressed record batches', () => {
  it('are left for the next fetch behind what unpacks to enough', () => {
    const packed = encodeRecordBatch([{ value: Buffer.alloc(300 * 1024) }], NOW, 'gzip');
    const gzip = packed.readInt16BE(21);
    const log = Buffer.concat(
      Array.from({ length: 5 }, (_, offset) => stored(Buffer.from(packed), { offset, attributes: gzip })),
    );
    const fetched: number[][] = [];
    for (let next = 0; next < 5; ) {
      const decoded = decodeRecordBatches(log.subarray(next * packed.length), next, []);
      fetched.push(Array.from(decoded.messages, ({ offset }) => offset));
      next = decoded.nextOffset;
    }
    expect(fetched).toEqual([[0, 1], [2, 3], [4]]);
  });

  it.each([1, 4])('that unpack to 300 MB fill no memory (way %i)', (attributes) => {
    const large = Buffer.alloc(300 * 1024 * 1024);
    const records = attributes === 1 ? gzipSync(large, { level: 1 }) : zstdCompressSync(large);
    const bytes = Buffer.concat([encodeRecordBatch([], NOW), records]);
    bytes.writeInt32BE(bytes.length - 12, 8);
    expect(() => decodeRecordBatches(stored(bytes, { offset: 0, attributes }), 0, [])).toThrow(
      expect.objectContaining({
        code: 'unexpected',
        message: expect.stringContaining('67108864'),
      }) as LmsError,
    );
  });
});

it('record batches tell under which leaders the broker took them', () => {
  const taken = (offset: number, leaderEpoch: number): Buffer => {
    const bytes = foreign(offset, [message('a'), message('b')]);
    bytes.writeInt32BE(leaderEpoch, 12);
    return bytes;
  };
  const log = Buffer.concat([taken(0, 1), taken(2, 1), taken(4, 3), taken(6, 4)]);
  const { leaderEpochs } = decodeRecordBatches(log, 3, []);
  expect(leaderEpochs).toEqual([
    { fromOffset: 2, leaderEpoch: 1 },
    { fromOffset: 4, leaderEpoch: 3 },
    { fromOffset: 6, leaderEpoch: 4 },
  ]);
  const before = (offset: number) => leaderEpochBefore(leaderEpochs, offset);
  expect([2, 3, 4, 5, 6, 7, 8].map(before)).toEqual([-1, 1, 1, 3, 3, 4, 4]);
});

describe('transactions', () => {
  const transactional = (offset: number, producerId: bigint, ...texts: string[]) =>
    foreign(
      offset,
      texts.map((text) => message(text)),
      { transactionalId: 'x', producerId, producerEpoch: 0 },
    );
  /** What ends one: a control batch, whose record has a version and 0 for aborted, 1 for committed in its key. */
  const mark = (offset: number, producerId: bigint, type: 0 | 1) =>
    stored(
      foreign(offset, [message('', { key: Buffer.from([0, 0, 0, type]) })], {
        transactionalId: 'x',
        producerId,
        producerEpoch: 0,
      }),
      { offset, attributes: (1 << 4) | (1 << 5) },
    );

  it('are read when they were committed, and not when they were aborted', () => {
    const bytes = Buffer.concat([
      transactional(0, 7n, 'kept'),
      mark(1, 7n, 1),
      transactional(2, 7n, 'gone', 'gone'),
      transactional(4, 8n, 'other'),
      foreign(5, [message('plain')]),
      mark(6, 7n, 0),
      transactional(7, 7n, 'again'),
      mark(8, 8n, 1),
      mark(9, 7n, 1),
    ]);
    const decoded = decodeRecordBatches(bytes, 0, [{ producerId: 7n, firstOffset: 2n }]);
    expect(textsOf(decoded)).toEqual(['0:kept', '4:other', '5:plain', '7:again']);
    expect(decoded.nextOffset).toBe(10);
  });

  it('of one producer may be aborted one after another', () => {
    const bytes = Buffer.concat([
      transactional(0, 7n, 'gone'),
      mark(1, 7n, 0),
      transactional(2, 7n, 'kept'),
      mark(3, 7n, 1),
      transactional(4, 7n, 'gone'),
      mark(5, 7n, 0),
    ]);
    const aborted = [
      { producerId: 7n, firstOffset: 4n },
      { producerId: 7n, firstOffset: 0n },
    ];
    expect(textsOf(decodeRecordBatches(bytes, 0, aborted))).toEqual(['2:kept']);
    // One that began before what was fetched.
    expect(textsOf(decodeRecordBatches(bytes.subarray(0), 5, aborted))).toEqual([]);
  });
});
