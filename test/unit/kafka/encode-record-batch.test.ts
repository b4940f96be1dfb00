import { crc32c, Reader, readRecordsBatches } from '@platformatic/kafka';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchCompression,
  type BatchRecord,
  encodeRecordBatch,
} from '#shared/kafka/wire/encode-record-batch.ts';

const NOW = 1_795_800_420_067;

/** What another reader of the format finds in the bytes. */
function read(bytes: Buffer) {
  const batches = readRecordsBatches(Reader.from(bytes));
  const [batch] = batches;
  if (batch === undefined || batches.length > 1) throw new Error(`${batches.length} batches`);
  return {
    ...batch,
    records: batch.records.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
      offsetDelta,
      timestampDelta,
      key,
      value,
      headers: headers.map(([name, text]) => [String(name), String(text)]),
    })),
  };
}

// Around the values and counts whose length takes one byte more.
const sizes = fc.oneof(fc.nat({ max: 70 }), fc.integer({ min: 8_185, max: 8_200 }));
const records: fc.Arbitrary<BatchRecord> = fc.record(
  {
    value: sizes.map((size) => Buffer.alloc(size, size % 251)),
    headers: fc.dictionary(fc.string({ unit: 'binary', maxLength: 70 }), fc.string({ unit: 'binary' }), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  },
  { requiredKeys: ['value'] },
);

const compressions = fc.constantFrom<BatchCompression>('none', 'gzip');

describe('a batch of records', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.array(records, { minLength: 1, maxLength: 130 }),
        compressions,
        (written, compression) => {
          expect(read(encodeRecordBatch(written, NOW, compression)).records).toEqual(
            written.map(({ value, headers }, index) => ({
              offsetDelta: index,
              timestampDelta: 0n,
              key: null,
              value,
              headers: Object.entries(headers ?? {}),
            })),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes a fifteenth where its records say the same of one row after the other', () => {
    const same = Array.from({ length: 1_000 }, (_, row) => ({
      value: Buffer.from(`${row} The row has 1 of at least 5 cells; add those that are missing at its end`),
    }));
    const [plain, compressed] = (['none', 'gzip'] as const).map(
      (compression) => encodeRecordBatch(same, NOW, compression).length,
    );
    expect(compressed).toBeLessThan((plain ?? 0) / 15);
  });

  it('says of itself what the broker checks', () => {
    const bytes = encodeRecordBatch([{ value: Buffer.from('a') }, { value: Buffer.from('b') }], NOW);
    const { records: _, ...head } = read(bytes);
    expect(head).toEqual({
      firstOffset: 0n,
      length: bytes.length - 12,
      partitionLeaderEpoch: -1,
      magic: 2,
      crc: crc32c(bytes.subarray(21)),
      attributes: 0,
      lastOffsetDelta: 1,
      firstTimestamp: BigInt(NOW),
      maxTimestamp: BigInt(NOW),
      producerId: -1n,
      producerEpoch: -1,
      firstSequence: -1,
    });
  });
});
