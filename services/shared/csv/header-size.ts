import type { CsvRecord } from './csv-record.ts';
import type { Said } from './inspection/texts.ts';
import { isBlank } from './white-space.ts';

/**
 * The most titles of a header. Each failed row of the error file is filled with blanks up to the last of them, so more
 * would let a file of one-letter rows grow a thousandfold. The widest exports of HR systems have a few hundred.
 */
export const MAX_TITLES = 1_000;

/**
 * The most cells of a header or a row, those that are blank included: as many columns as a spreadsheet has, which may
 * write a delimiter for each of them. Fewer would refuse files that spreadsheets write.
 */
export const MAX_CELLS = 16_384;

/** The most UTF-16 code units of a header's titles together: a quarter of the longest record, 256 for each title. */
export const MAX_HEADER_LENGTH = 256 * 1024;

/**
 * The most cells of a whole file, counted as its rows times its titles. It bounds the error file of a file whose rows
 * are all one letter: 500 MB of blanks. 5,000,000 rows may still have 100 columns.
 */
const MAX_FILE_CELLS = 500_000_000;

/** How many titles a header has. Blank ones at its end do not count: spreadsheets write them for empty columns. */
export function titleCount(header: readonly string[]): number {
  return header.findLastIndex((title) => !isBlank(title)) + 1;
}

/** Why a header is larger than we take, said to the admin; undefined when its size is fine. */
export function headerSizeProblem(header: Pick<CsvRecord, 'cells' | 'problem'>): Said | undefined {
  const titles = titleCount(header.cells);
  if (titles > MAX_TITLES) {
    return ({ text }) => text('inspection.too-many-titles', { titles, most: MAX_TITLES });
  }
  if (header.cells.length > MAX_CELLS) {
    const cells = header.cells.length;
    return ({ text }) => text('inspection.too-many-cells', { cells, most: MAX_CELLS });
  }
  const length = header.cells.reduce((sum, title) => sum + title.length, 0);
  if (header.problem === 'record-too-long' || length > MAX_HEADER_LENGTH) {
    return ({ text }) => text('inspection.header-too-long', { most: MAX_HEADER_LENGTH });
  }
  return undefined;
}

/** How many rows a file with so many titles may have, whatever its tenant's own limit. */
export function maxRowsOfWidth(titles: number): number {
  return Math.floor(MAX_FILE_CELLS / Math.max(1, titles));
}
