import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import { textsOf } from '../texts/texts-of.ts';
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
 *
 * @param language of the reasons why rows cannot be read
 */
export function createRowReader(
  mapping: HeaderMapping,
  choices: RowChoices = {},
  language: Language = DEFAULT_LANGUAGE,
): (record: CsvRecord) => Row {
  const { cells: header, indexes } = mapping;
  const min = minCells(mapping);
  const isCode = recordSchema(mapping.type).columns.map(isCodeColumn);
  const choose = prepareRowChoices(mapping.type, choices);
  return (record) => {
    const { cells, problem, carriageReturns } = record;
    if (problem !== undefined) return failed(rowProblem(problem, language));
    if (cells.length > MAX_CELLS) return failed(tooManyCells(cells.length, header.length, language));
    if (cells.length < min) return failed(tooFewCells(cells.length, header.length, language));
    if (cells.length > header.length && !cells.slice(header.length).every(isBlank)) {
      return failed(tooManyCells(cells.length, header.length, language));
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

function tooFewCells(cells: number, columns: number, language: Language): Reason {
  const message = textsOf(language).text('reasons.too-few-cells', { cells, columns });
  return { code: 'too-few-cells', columns: [], message };
}

function tooManyCells(cells: number, columns: number, language: Language): Reason {
  const message = textsOf(language).text('reasons.too-many-cells', { cells, columns });
  return { code: 'too-many-cells', columns: [], message };
}

function rowProblem(code: RecordProblem, language: Language): Reason {
  const { text } = textsOf(language);
  const message =
    code === 'record-too-long'
      ? text('reasons.record-too-long', { most: MAX_RECORD_LENGTH })
      : text(code === 'stray-quote' ? 'reasons.stray-quote' : 'reasons.unclosed-quote');
  return { code, columns: [], message };
}
