import avro from 'avsc';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { LmsError } from '#shared/errors.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import { fieldIndex, flatRecordLayout } from '#shared/kafka/avro/flat-record-layout.ts';
import { FlatRecordReader } from '#shared/kafka/avro/flat-record-reader.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

const definition = loadAvroDefinition('CertificationRecord');
const type = avro.Type.forSchema(definition as avro.Schema);
const layout = flatRecordLayout(definition);
const reader = new FlatRecordReader(layout);

type Values = Record<string, string | number | null>;

/** The largest that is not left to Avro. */
const LARGEST = 2 ** 52 - 1;

function fieldOf(isText: boolean): fc.Arbitrary<string | number | null> {
  return isText
    ? fc.option(fc.string({ unit: 'binary', maxLength: 200 }))
    : fc.option(fc.oneof(fc.nat(), fc.integer({ min: -LARGEST, max: LARGEST })));
}

const records: fc.Arbitrary<Values> = fc
  .tuple(...layout.map(({ name, isText }) => fieldOf(isText).map((value) => [name, value] as const)))
  .map((fields) => Object.fromEntries(fields));

/** What the reader tells of the bytes from `start` on; undefined when it refuses them. */
function read(bytes: Buffer, start = 0): Values | undefined {
  if (!reader.read(bytes, start)) return undefined;
  return Object.fromEntries(
    layout.map(({ name, isText }, index) => {
      const [from, to, number] = [
        reader.starts[index] ?? 0,
        reader.ends[index] ?? 0,
        reader.numbers[index] ?? 0,
      ];
      const text = from < 0 ? null : bytes.toString('utf8', from, to);
      return [name, isText ? text : Number.isNaN(number) ? null : number];
    }),
  );
}

/** As Avro reads them; undefined when it refuses them. */
function decode(bytes: Buffer): Values | undefined {
  try {
    return { ...type.fromBuffer(bytes) };
  } catch {
    return undefined;
  }
}

it('tells where each field of a record is, wherever the record begins', () => {
  fc.assert(
    fc.property(records, fc.nat({ max: 9 }), (values, start) => {
      const bytes = Buffer.concat([Buffer.alloc(start, 2), type.toBuffer(values)]);
      expect(read(bytes, start)).toEqual(decode(bytes.subarray(start)));
    }),
    { numRuns: 3_000 },
  );
});

it('refuses what is cut off or goes on, and reads nothing that Avro does not', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.nat({ max: 255 }), (values, place, byte) => {
      const bytes = type.toBuffer(values);
      const at = place % bytes.length;
      expect(read(bytes.subarray(0, at))).toBeUndefined();
      expect(read(Buffer.concat([bytes, Buffer.from([byte])]))).toBeUndefined();
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      const found = read(changed);
      if (found !== undefined) expect(found).toEqual(decode(changed));
    }),
    { numRuns: 3_000 },
  );
});

it('is not for records that hold anything else', () => {
  expect(() => flatRecordLayout(loadAvroDefinition('RecordError'))).toThrow(LmsError);
  expect(() => fieldIndex(layout, 'score')).toThrow('The record has no field score');
  expect(fieldIndex(layout, 'username')).toBe(0);
});
