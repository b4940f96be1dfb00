import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordReader } from '#shared/csv/records.ts';
import { TrailerFilter, trailerStart } from '#shared/csv/trailer.ts';

/** What passes the filter of a content that is cut at these places. */
function filtered(content: Uint8Array, cuts: readonly number[]): { text: string; filter: TrailerFilter } {
  const filter = new TrailerFilter();
  const places = [...cuts.map((cut) => cut % (content.length + 1)), content.length].sort((a, b) => a - b);
  let from = 0;
  const passed: Uint8Array[] = [];
  for (const place of places) {
    passed.push(...filter.push(content.subarray(from, place)));
    from = place;
  }
  return { text: Buffer.concat(passed).toString('latin1'), filter };
}

describe('what a file ends with behind its last row', () => {
  test.each([
    ['Ctrl-Z', 'a,b\r\n\x1a', 'a,b\r\n'],
    ['Ctrl-Z at the end of the last row', 'a,b\x1a', 'a,b'],
    ['NULs, and white space among them', 'a,b\n\0\0\r\n\0 \0\n', 'a,b\n'],
    ['nothing', 'a,b\r\n', 'a,b\r\n'],
    ['nothing but it', '\0\0\x1a', ''],
    ['what is followed by a row', 'a\0\nb\n\x1a\nc\n', 'a\0\nb\n\x1a\nc\n'],
  ])('%s', (_, content, expected) => {
    const bytes = Buffer.from(content, 'latin1');
    expect(bytes.subarray(0, trailerStart(bytes)).toString('latin1')).toBe(expected);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), (cuts) => {
        const { text, filter } = filtered(bytes, cuts);
        expect(text).toBe(expected);
        expect(filter.contentBytes).toBe(expected.length);
        expect(filter.hasTrailer).toBe(expected.length < bytes.length);
      }),
    );
  });

  test('of more than a megabyte is none', () => {
    const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.alloc(1024 * 1024 + 1)]);
    expect(filtered(bytes, [2]).text.length).toBe(bytes.length);
  });
});

test('a reader of a dialect that knows the end reads no further, however the bytes are cut', () => {
  const bytes = Buffer.from('sep=;\r\na;b\r\nc;d\r\n\x1a\0');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
      const reader = new RecordReader({
        encoding: 'utf-8',
        bom: false,
        delimiter: ';',
        lineEnd: 'crlf',
        separatorLine: true,
        contentBytes: bytes.length - 2,
      });
      const records = [];
      for (let start = 0; start < bytes.length; start += size) {
        records.push(...reader.push(bytes.subarray(start, start + size)));
      }
      records.push(...reader.end());
      expect(records.map(({ cells }) => cells)).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
    }),
  );
});
