import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { type CsvForm, CsvReader } from '#shared/csv/reader.ts';
import { plainRecords } from './plain-records.ts';
import { referenceRecords } from './reference-reader.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

const forms = fc.record<CsvForm>({
  delimiter: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('lf', 'crlf', 'cr'),
});

/** Text that is mostly of the characters that matter, so that most of it is malformed. */
const anyText = fc
  .array(fc.constantFrom('"', '"', ',', ';', '\t', '\n', '\r', ' ', '\u00a0', 'a', 'é', '😀', '\0'), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

function read(chunks: readonly string[], form: CsvForm): CsvRecord[] {
  const reader = new CsvReader(form);
  return plainRecords([...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]);
}

describe('the reader', () => {
  test('gives the same records however the text is cut', () => {
    const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 8 });
    fc.assert(
      fc.property(anyText, cuts, forms, (text, at, form) => {
        const bounds = [0, ...at.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const chunks = bounds.slice(1).map((end, i) => text.slice(bounds[i], end));
        expect(read(chunks, form)).toEqual(read([text], form));
      }),
      { numRuns: 5000 },
    );
  });

  test('gives the same records character by character', () => {
    fc.assert(
      fc.property(anyText, forms, (text, form) => {
        expect(read(text.split(''), form)).toEqual(read([text], form));
      }),
      { numRuns: 2000 },
    );
  });

  test('agrees with a reader that goes from character to character, on any text', () => {
    fc.assert(
      fc.property(anyText, forms, (text, form) => {
        expect(read([text], form)).toEqual(referenceRecords(text, form));
      }),
      { numRuns: 10_000 },
    );
  });

  test('agrees with csv-parse on well-formed text', () => {
    fc.assert(
      fc.property(wellFormed, ({ text, delimiter }) => {
        const expected = parse(text, {
          delimiter,
          record_delimiter: ['\r\n', '\n'],
          relax_column_count: true,
        }).filter((cells) => cells.some((cell) => cell.trim() !== ''));
        const records = read([text], { delimiter, lineEnd: 'lf' });
        expect(records.map((record) => record.cells)).toEqual(expected);
        expect(records.every((record) => record.problem === undefined)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

const cell = fc
  .array(fc.constantFrom('"', ',', ';', '\t', '\n', '\r', ' ', 'a', 'B1', 'é', '😀', '='), { maxLength: 6 })
  .map((parts) => parts.join(''));

const wellFormed = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t'),
    rows: fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
    lineEnds: fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 9, maxLength: 9 }),
    ended: fc.boolean(),
  })
  .map(({ delimiter, rows, lineEnds, ended }) => {
    const write = ([text, quoted]: [string, boolean]): string =>
      quoted || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
    const lines = rows.map((row, i) => {
      const last = i === rows.length - 1 && !ended;
      return row.map(write).join(delimiter) + (last ? '' : lineEnds[i]);
    });
    return { delimiter, text: lines.join('') };
  });
