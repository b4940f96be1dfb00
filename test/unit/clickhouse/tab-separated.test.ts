import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressLines, compressRows, tabSeparatedLine } from '#shared/clickhouse/tab-separated.ts';

describe('a line in the format TabSeparated', () => {
  it('tells NULL from text, and numbers from nothing', () => {
    expect(tabSeparatedLine([1, null, '', 'NULL', '\\N', 0])).toBe('1\t\\N\t\tNULL\t\\\\N\t0');
  });

  it('escapes what would end a cell or a line', () => {
    expect(tabSeparatedLine(['a\tb', 'c\nd\r', 'back\\slash', 'Zoë "quoted", ok'])).toBe(
      'a\\tb\tc\\nd\\r\tback\\\\slash\tZoë "quoted", ok',
    );
  });
});

it('lines have an end each, and none are no bytes', () => {
  expect(zstdDecompressSync(compressLines(['a', 'ö'])).toString()).toBe('a\nö\n');
  expect(compressLines([])).toHaveLength(0);
});

it('takes the cells of rows by their names, whatever else a row has', () => {
  const rows = [{ other: 1, name: 'Zoë', id: 7 }];
  expect(zstdDecompressSync(compressRows(['id', 'name'], rows)).toString()).toBe('7\tZoë\n');
});
