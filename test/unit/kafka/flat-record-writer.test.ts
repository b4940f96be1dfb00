import avro from 'avsc';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import { flatRecordLayout } from '#shared/kafka/avro/flat-record-layout.ts';
import { maxBytesOf, writeFlatRecord } from '#shared/kafka/avro/flat-record-writer.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

const definition = loadAvroDefinition('CertificationRecord');
const type = avro.Type.forSchema(definition as avro.Schema);
const layout = flatRecordLayout(definition);

/** Of the lengths at which the length takes a byte more, and with characters of one to four bytes. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(...[0, 1, 63, 64, 65, 8_191, 8_192].map((length) => 'x'.repeat(length))),
  fc.constantFrom(
    ...[31, 32, 62, 63, 64].map((length) => `${'x'.repeat(length - 1)}é`),
    '安全',
    '😀',
    '\x7f\x80',
  ),
);
const values = fc.tuple(
  ...layout.map(({ isText }) =>
    fc.option<string | number>(
      isText ? texts : fc.oneof(fc.nat(), fc.constantFrom(0, 63, 64, 8_191, 8_192, 2 ** 31, 2 ** 52 - 1)),
    ),
  ),
);

it('writes the bytes that Avro does, wherever it begins, within what it may need', () => {
  fc.assert(
    fc.property(values, fc.nat({ max: 9 }), (written, start) => {
      const target = Buffer.alloc(start + maxBytesOf(written), 0xff);
      const end = writeFlatRecord(written, target, start);
      const record = Object.fromEntries(layout.map(({ name }, index) => [name, written[index]]));
      expect(target.subarray(start, end).toString('hex')).toBe(type.toBuffer(record).toString('hex'));
      expect(end).toBeLessThanOrEqual(target.length);
    }),
    { numRuns: 3_000 },
  );
});

it('writes no half of a surrogate pair, which UTF-8 does not have', () => {
  const target = Buffer.alloc(maxBytesOf(['a\ud800']));
  expect(target.toString('utf8', 2, writeFlatRecord(['a\ud800'], target, 0))).toBe('a\ufffd');
});
