import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import type { CsvRecord } from './csv-record.ts';
import type { Dialect } from './dialect.ts';
import { addedColumns, ERRORS_TITLES, LINE_TITLES } from './header.ts';
import { titleCount } from './header-size.ts';
import { createLineWriter } from './line-writer.ts';

/**
 * The text of a file of an import's rows with further columns, piece by piece, to be encoded as UTF-8: `header` first, then
 * lines in the order of the file.
 */
export interface RowsFile<Added extends readonly string[]> {
  readonly header: string;
  line(record: Pick<CsvRecord, 'cells' | 'raw'>, ...added: Added): string;
}

/** Of failed rows; what a line adds is what `joinReasons` makes of the row's reasons. */
export type ErrorFile = RowsFile<[errors: string]>;

/** Of all rows: the line of each in a spreadsheet, what became of it, and as in the error file why it failed. */
export type ResultsFile = RowsFile<[line: string, result: string, errors: string]>;

/**
 * Prepares the error file of an import: the original's columns and values as they were written, with its
 * delimiter and line ends, under a byte order mark, and an `Errors` column, called so in a language, behind the last
 * title. A short row is filled with blanks up to there; cells under blank titles, and surplus ones, follow behind it. The
 * file can be corrected and uploaded as it is, and is safe to open in a spreadsheet. When the original is itself such a
 * file, what that has added is left out.
 */
export function createErrorFile(
  dialect: Dialect,
  headerCells: readonly string[],
  language: Language = DEFAULT_LANGUAGE,
): ErrorFile {
  return createRowsFile(dialect, headerCells, [ERRORS_TITLES[language]]);
}

/** As {@link createErrorFile}, with the row that a spreadsheet shows in a column `Line` before `Errors`. */
export function createErrorFileWithLines(
  dialect: Dialect,
  headerCells: readonly string[],
  language: Language,
): RowsFile<[line: string, errors: string]> {
  return createRowsFile(dialect, headerCells, [LINE_TITLES[language], ERRORS_TITLES[language]]);
}

/**
 * As {@link createErrorFile}, the file that says of every row what became of it.
 *
 * @param resultTitle of the column that says it, in the same language
 */
export function createResultsFile(
  dialect: Dialect,
  headerCells: readonly string[],
  language: Language,
  resultTitle: string,
): ResultsFile {
  return createRowsFile(dialect, headerCells, [LINE_TITLES[language], resultTitle, ERRORS_TITLES[language]]);
}

export const BYTE_ORDER_MARK = '\ufeff';

/**
 * Spreadsheets take a CSV file without a mark for their country's old encoding, and so may whoever uploads it again. Where
 * bytes of the original are kept that are no UTF-8, a mark would promise too much.
 */
function hasMark({ bom, invalidBytes }: Dialect): boolean {
  return bom || invalidBytes !== true;
}

function createRowsFile<Added extends readonly string[]>(
  dialect: Dialect,
  headerCells: readonly string[],
  titles: Added,
): RowsFile<Added> {
  const write = createLineWriter(dialect);
  const width = titleCount(headerCells);
  // What an earlier error file added are the last titles.
  const own = width - addedColumns(headerCells).size;
  const arrange = (cells: readonly string[], added: readonly string[]): string[] => {
    const line = cells.slice(0, own);
    while (line.length < own) line.push('');
    line.push(...added);
    for (let i = width; i < cells.length; i += 1) line.push(cells[i] ?? '');
    return line;
  };
  return {
    header: (hasMark(dialect) ? BYTE_ORDER_MARK : '') + write(arrange(headerCells, titles)),
    // What could not be parsed has no cells to speak of: it stands as it is in the first.
    line: ({ cells, raw }, ...added) => write(arrange(raw === undefined ? cells : [raw], added)),
  };
}
