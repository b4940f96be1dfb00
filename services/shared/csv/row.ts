import type { CsvRecord, RecordProblem } from './csv-record.ts';
import { MAX_RECORD_LENGTH } from './csv-record.ts';
import { unwrapCell } from './guard.ts';
import type { HeaderMapping } from './header.ts';
import { MAX_CELLS } from './header-size.ts';
import type { Reason } from './reason.ts';
import { isCodeColumn, recordSchema } from './record-types.ts';
import { prepareRowChoices, type RowChoices } from './row-choices.ts';
import { isBlank } from './white-space.ts';

/**
 * A row's fields as text in the template's order, null where the file has no such column or the row ends
 * before it; or why it could not be read (at least one reason).
 */
export type Row =
  | { readonly fields: readonly (string | null)[]; readonly reasons: undefined }
  | { readonly fields: undefined; readonly reasons: readonly Reason[] };

/**
 * Prepares the reading of a file's rows. The fields are as written, apart from guards against spreadsheets, which
 * are taken off (see `unwrapCell`), newlines inside quotes, which become LF, and what the uploader has chosen for them.
 */
export function createRowReader(
  mapping: HeaderMapping,
  choices: RowChoices = {},
): (record: CsvRecord) => Row {
  const { cells: header, indexes } = mapping;
  const min = minCells(mapping);
  const isCode = recordSchema(mapping.type).columns.map(isCodeColumn);
  const choose = prepareRowChoices(mapping.type, choices);
  return (record) => {
    const { cells, problem, carriageReturns } = record;
    if (problem !== undefined) return failed(PROBLEMS[problem]);
    if (cells.length > MAX_CELLS) return failed(tooManyCells(cells.length, header.length));
    if (cells.length < min) return failed(tooFewCells(cells.length, header.length));
    if (cells.length > header.length && !cells.slice(header.length).every(isBlank)) {
      return failed(tooManyCells(cells.length, header.length));
    }
    const fields = indexes.map((index, column) => {
      const cell = cells[index];
      if (cell === undefined) return null;
      const text = carriageReturns?.includes(index) === true ? withNewlines(cell) : cell;
      return unwrapCell(text, isCode[column] === true);
    });
    choose?.(fields);
    return { fields, reasons: undefined };
  };
}

/** A row may leave out blank cells at the end only if no required column is among them. */
function minCells({ type, indexes }: HeaderMapping): number {
  let min = 0;
  const alternatives: number[] = [];
  for (const [i, column] of recordSchema(type).columns.entries()) {
    const index = indexes[i] ?? -1;
    if (column.required) min = Math.max(min, index + 1);
    else if (column.requiredWithout !== undefined && index !== -1) alternatives.push(index + 1);
  }
  // Of the user columns one is enough.
  return alternatives.length === 0 ? min : Math.max(min, Math.min(...alternatives));
}

function withNewlines(cell: string): string {
  return cell.replaceAll(/\r\n?/g, '\n');
}

function failed(reason: Reason): Row {
  return { fields: undefined, reasons: [reason] };
}

// Reasons about the row as a whole name no column, so that an admin looks at the whole row.

function tooFewCells(cells: number, columns: number): Reason {
  const message = `The row has ${cells} ${cells === 1 ? 'cell' : 'cells'}, but the header has ${columns} columns; add the missing cells at its end`;
  return { code: 'too-few-cells', columns: [], message };
}

function tooManyCells(cells: number, most: number): Reason {
  const message = `The row has ${cells} cells but the header has ${most}; enclose a cell that has the delimiter in it in quotation marks`;
  return { code: 'too-many-cells', columns: [], message };
}

const PROBLEMS: Readonly<Record<RecordProblem, Reason>> = {
  'stray-quote': {
    code: 'stray-quote',
    columns: [],
    message:
      'The row has a quotation mark in the wrong place; enclose the whole cell in quotation marks and double each one inside',
  },
  'unclosed-quote': {
    code: 'unclosed-quote',
    columns: [],
    message:
      'A quotation mark is never closed, so the rest of the file counts as this row; close it or remove it',
  },
  'record-too-long': {
    code: 'record-too-long',
    columns: [],
    message: `The row is longer than ${MAX_RECORD_LENGTH.toLocaleString('en-US')} characters; shorten it`,
  },
};
