import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DATE_FORMATS, type DateFormat, recordSchema } from '#shared/csv/record-types.ts';
import { loadAvroDefinition } from '#shared/kafka/avro/avro-schemas.ts';
import { flatRecordLayout } from '#shared/kafka/avro/flat-record-layout.ts';
import { FlatRecordReader } from '#shared/kafka/avro/flat-record-reader.ts';
import { maxBytesOf, writeFlatRecord } from '#shared/kafka/avro/flat-record-writer.ts';
import { rowValues } from '#shared/kafka/avro/row-records.ts';
import { COURSE_TEXTS, packCourse } from '../../../services/shared/records/packed-course.ts';
import { PackedTexts } from '../../../services/shared/records/packed-texts.ts';
import { plainCourseReader } from '../../../services/transcript-writer/validate/plain-course.ts';
import { createValidator } from '../../../services/transcript-writer/validate/validator.ts';
import { textOf } from '../../support/accepted-course.ts';
import { TODAY } from './support.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

const layout = flatRecordLayout(loadAvroDefinition('CourseRecord'));

/** The fields of a course: in the template's order, as written. */
type Fields = readonly (string | null)[];

function texts(): PackedTexts {
  return new PackedTexts(COURSE_TEXTS.length, 1);
}

/** What is read without strings, as the values that they would be; undefined where it is left to the validator. */
function readPlain(fields: Fields, dateFormat: DateFormat) {
  const record = new FlatRecordReader(layout);
  const values = rowValues('0190a0b0-0000-7000-8000-000000000001', 7, fields);
  const bytes = Buffer.alloc(maxBytesOf(values));
  expect(record.read(bytes.subarray(0, writeFlatRecord(values, bytes, 0)), 0)).toBe(true);
  const course = plainCourseReader({ dateFormat, today: TODAY }, layout)(record, texts());
  return course === undefined ? undefined : shown(course);
}

/** The validator's answer in the same form. */
function validated(fields: Fields, dateFormat: DateFormat) {
  const { value } = createValidator('courses', { dateFormat, today: TODAY })(fields);
  return value === undefined ? undefined : shown(packCourse(value, texts()));
}

function shown(course: ReturnType<typeof packCourse>) {
  const { texts: _, row, ...values } = course;
  return { ...values, texts: Object.fromEntries(COURSE_TEXTS.map((name) => [name, textOf(course, name)])) };
}

const PLAIN: Readonly<Record<string, readonly (string | null)[]>> = {
  text: ['C-1', 'Zoë Ångström', 'ʸˉǿ', '"quoted", yes', '\\N', 'a b', '|x;', '~', '0'],
  date: ['2024-02-29', '2023-12-31', '1900-01-01'],
  decimal: ['0', '7', '007.50', '100', '99.9999', '0.0', '00.5', '10', '1.0000'],
  integer: ['0', '60', '000060', '10000000'],
};

const UNUSUAL: Readonly<Record<string, readonly (string | null)[]>> = {
  'course-type': [
    null,
    '',
    'ilt',
    'Other',
    'OJ',
    'OJTT',
    ' ILT',
    'Instructor Led',
    'ILT\u200b',
    'Instructor  Led',
  ],
  text: [
    null,
    '',
    ' ',
    ' a',
    'b ',
    '\u00a0c',
    'd\ufeff',
    'e\u0301',
    'ñ\u0303',
    '°C',
    '\u0085',
    'x\ty',
    'l\r\nm',
    '\u0007',
    '\u007f',
    '\ufffd',
    '安全',
    '😀',
    '\u0300',
    'a  b',
    'B02\u200b',
    'B\u00ad02',
    'B\u00a002',
    '\u202eB02',
    'z'.repeat(101),
    'ö'.repeat(256),
    'n'.repeat(2_001),
  ],
  date: [
    null,
    '',
    '2024-03-01',
    '1899-12-31',
    '2023-02-29',
    '2100-02-29',
    '2000-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '24-01-01',
    '2024-1-1',
    '2024/01/31',
    ' 2024-01-31',
    '2024-01-3١',
    '12024-01-31',
    '2024-01-31T',
    '20240131',
    '2024-01-31 00:00',
    '2024-01-31T00:00Z',
    '2024-01-\u200b31',
    '31.01.2024',
    '31-Jan-2024',
    '31-Jan-24',
  ],
  decimal: [
    null,
    '',
    '100.0001',
    '.5',
    '5.',
    '1.00000',
    '-1',
    '+1',
    '1e2',
    '1,5',
    '٣',
    '0000000000000000001',
    '1.2.3',
    '.',
    '10000',
    '10000.0001',
    ' 5 ',
    '5\u200b',
    '5  0',
  ],
  integer: [null, '', '1.0', '-1', '10000001', '99999999999999999999', '6O', ' 6', '0x10'],
};

/** A date of ISO 8601 in another format; any other text as it is. */
function written(date: string, format: DateFormat): string {
  const [, year, month = '', day] = /^(\d+)-(\d+)-(\d+)$/.exec(date) ?? [];
  if (year === undefined || day === undefined) return date;
  const name = new Date(Date.UTC(2000, Number(month) - 1)).toLocaleString('en', {
    month: 'short',
    timeZone: 'UTC',
  });
  return format.replace('YYYY', year).replace('MMM', name).replace('MM', month).replace('DD', day);
}

const columns = recordSchema('courses').columns;

/** A row of plain values, of which up to three are replaced by others. */
function fieldsOf(dateFormat: DateFormat): fc.Arbitrary<Fields> {
  const writtenAs = (format: string) => (value: string | null) =>
    value !== null && format === 'date' ? written(value, dateFormat) : value;
  const types = fc.constantFrom('Task', 'OJT', 'VILT', 'OLT', 'ILT');
  const plain = columns.map(({ format }) =>
    format === 'course-type' ? types : fc.constantFrom(...(PLAIN[format] ?? [])).map(writtenAs(format)),
  );
  const replacements = columns.map(({ format }, index) =>
    fc
      .oneof(
        fc.constantFrom(...(UNUSUAL[format] ?? [])).map(writtenAs(format)),
        fc.constant(null),
        fc.string({ unit: 'grapheme', maxLength: 12 }),
      )
      .map((value) => [index, value] as const),
  );
  return fc
    .tuple(fc.tuple(...plain), fc.array(fc.oneof(...replacements), { maxLength: 3 }))
    .map(([fields, replaced]) =>
      replaced.reduce<Fields>((all, [index, value]) => all.with(index, value), fields),
    );
}

/** Names of months are left to the validator. */
const NAMED_MONTHS: DateFormat = 'DD-MMM-YYYY';

it('is no course with the name of a month in its dates', () => {
  fc.assert(
    fc.property(fieldsOf(NAMED_MONTHS), (fields) => {
      const dates = [fields[5], fields[6]].filter((date) => date != null && date !== '');
      if (dates.length > 0) expect(readPlain(fields, NAMED_MONTHS)).toBeUndefined();
    }),
  );
});

describe.each(DATE_FORMATS.filter((format) => format !== NAMED_MONTHS))(
  'a course read without making strings, dates as %s',
  (dateFormat) => {
    it('has the values that the validator reads, or is left to it', () => {
      let plain = 0;
      fc.assert(
        fc.property(fieldsOf(dateFormat), (fields) => {
          const read = readPlain(fields, dateFormat);
          if (read === undefined) return;
          plain += 1;
          expect(read).toEqual(validated(fields, dateFormat));
        }),
        { numRuns: 4_000 },
      );
      // Otherwise nothing was compared.
      expect(plain).toBeGreaterThan(400);
    });

    it('is read so in every form that files mostly have', () => {
      const usual: Fields = columns.map(({ format, example }) =>
        format === 'date' ? written('2023-03-25', dateFormat) : example,
      );
      expect(readPlain(usual, dateFormat)).toEqual(validated(usual, dateFormat));
      expect(readPlain(usual, dateFormat)).toBeDefined();
      for (const [index, { format, required }] of columns.entries()) {
        const values = [...(PLAIN[format] ?? []), ...(required ? [] : [null, ''])];
        for (const value of values) {
          const cell = value !== null && format === 'date' ? written(value, dateFormat) : value;
          // The start must not be after the end.
          const fields = usual.with(5, null).with(index, cell);
          if (validated(fields, dateFormat) === undefined) continue;
          expect(readPlain(fields, dateFormat), `${columns[index]?.field} ${value}`).toBeDefined();
        }
      }
    });
  },
);
