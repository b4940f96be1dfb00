import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type Column,
  DATE_FORMATS,
  type DateFormat,
  RECORD_TYPES,
  type RecordType,
  recordSchema,
} from '#shared/csv/record-types.ts';
import { type Cells, readPlain, validated } from './support.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

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

/** A row of plain values, of which up to three are replaced by others. */
function cellsOf(type: RecordType, dateFormat: DateFormat): fc.Arbitrary<Cells> {
  const { columns } = recordSchema(type);
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
    .map(([cells, replaced]) =>
      replaced.reduce<Cells>((all, [index, value]) => all.with(index, value), cells),
    );
}

/** Whether a date must not be before or after another one. */
function hasOrder({ limits }: Column): boolean {
  return limits.notAfter !== undefined || limits.notBefore !== undefined;
}

/** Names of months are left to the validator. */
const NAMED_MONTHS: DateFormat = 'DD-MMM-YYYY';
const PLAIN_FORMATS = DATE_FORMATS.filter((format) => format !== NAMED_MONTHS);

it.each(RECORD_TYPES)(
  'a record of %s with the name of a month in a date is left to the validator',
  (type) => {
    const cells: Cells = recordSchema(type).columns.map(({ format, example }) =>
      format === 'date' ? written('2023-03-25', NAMED_MONTHS) : example,
    );
    expect(readPlain(type, cells, NAMED_MONTHS)).toBeUndefined();
    expect(validated(type, cells, NAMED_MONTHS)).toBeDefined();
  },
);

describe.each(RECORD_TYPES.flatMap((type) => PLAIN_FORMATS.map((format) => [type, format] as const)))(
  'records of %s read without making strings, dates as %s,',
  (type, dateFormat) => {
    const { columns } = recordSchema(type);

    it('have the values that the validator reads, or are left to it', () => {
      let plain = 0;
      fc.assert(
        fc.property(cellsOf(type, dateFormat), (cells) => {
          const read = readPlain(type, cells, dateFormat);
          if (read === undefined) return;
          plain += 1;
          expect(read).toEqual(validated(type, cells, dateFormat));
        }),
        { numRuns: 4_000 },
      );
      // Otherwise nothing was compared.
      expect(plain).toBeGreaterThan(400);
    });

    it('are read so in every form that files mostly have', () => {
      const usual: Cells = columns.map(({ format, example }) =>
        format === 'date' ? written('2023-03-25', dateFormat) : example,
      );
      expect(readPlain(type, usual, dateFormat)).toEqual(validated(type, usual, dateFormat));
      expect(readPlain(type, usual, dateFormat)).toBeDefined();
      const unordered = usual.map((cell, index) => {
        const column = columns[index];
        return column !== undefined && hasOrder(column) ? null : cell;
      });
      for (const [index, { format, required, field }] of columns.entries()) {
        for (const value of [...(PLAIN[format] ?? []), ...(required ? [] : [null, ''])]) {
          const cell = value !== null && format === 'date' ? written(value, dateFormat) : value;
          const cells = unordered.with(index, cell);
          if (validated(type, cells, dateFormat) === undefined) continue;
          expect(readPlain(type, cells, dateFormat), `${field} ${value}`).toBeDefined();
        }
      }
    });
  },
);
