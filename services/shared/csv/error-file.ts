import type { CsvRecord } from './csv-record.ts';
import type { Dialect } from './dialect.ts';
import { ERRORS_TITLE, trailingErrorsColumn } from './header.ts';
import { titleCount } from './header-size.ts';
import { createLineWriter } from './line-writer.ts';

/**
 * The text of an error file, piece by piece, to be encoded as UTF-8: `header` first, then a line for each
 * failed row in the order of the file.
 */
export interface ErrorFile {
  readonly header: string;
  /** `errors` is what `joinReasons` makes of the row's reasons. */
  line(record: Pick<CsvRecord, 'cells' | 'raw'>, errors: string): string;
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Spreadsheets take a CSV file without a mark for their country's old encoding, and so may whoever uploads it again. Where
 * bytes of the original are kept that are no UTF-8, a mark would promise too much.
 */
function hasMark({ bom, invalidBytes }: Dialect): boolean {
  return bom || invalidBytes !== true;
}

/**
 * Prepares the error file of an import: the original's columns and values as they were written, with its
 * delimiter and line ends, under a byte order mark, and an `Errors` column behind the last title. A short row is filled
 * with blanks up to there; cells under blank titles, and surplus ones, follow behind it. The file can be corrected
 * and uploaded as it is, and is safe to open in a spreadsheet. When the original is itself such a file, its
 * `Errors` column is left out.
 */
export function createErrorFile(dialect: Dialect, headerCells: readonly string[]): ErrorFile {
  const write = createLineWriter(dialect);
  // The Errors column of an earlier error file is the last title.
  const hasErrors = trailingErrorsColumn(headerCells) !== -1;
  const width = titleCount(headerCells);
  const own = hasErrors ? width - 1 : width;
  const arrange = (cells: readonly string[], errors: string): string[] => {
    const line = cells.slice(0, own);
    while (line.length < own) line.push('');
    line.push(errors);
    for (let i = width; i < cells.length; i += 1) line.push(cells[i] ?? '');
    return line;
  };
  return {
    header: (hasMark(dialect) ? BYTE_ORDER_MARK : '') + write(arrange(headerCells, ERRORS_TITLE)),
    // What could not be parsed has no cells to speak of: it stands as it is in the first.
    line: ({ cells, raw }, errors) => write(arrange(raw === undefined ? cells : [raw], errors)),
  };
}
