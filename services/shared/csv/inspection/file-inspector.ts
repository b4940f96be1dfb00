import type { CsvRecord } from '../csv-record.ts';
import type { DateFormat } from '../date-formats.ts';
import { DELIMITERS, type Delimiter, type Dialect } from '../dialect.ts';
import { unwrapCell } from '../guard.ts';
import { type ColumnChoices, type HeaderMapping, normalizeTitle, trailingErrorsColumn } from '../header.ts';
import { titleCount } from '../header-size.ts';
import { cleanCode, hasInvisible } from '../invisible.ts';
import type { LineSteps } from '../line-steps.ts';
import { type Column, isCodeColumn, recordSchema } from '../record-types.ts';
import type { RowChoices } from '../row-choices.ts';
import { DateCounts } from './date-counts.ts';
import type { EncodingEvidence } from './encoding-evidence.ts';
import type { InspectedColumn } from './inspection.ts';
import { LookAlikes } from './look-alikes.ts';
import { ColumnSamples } from './samples.ts';
import { isStatusTitle } from './statuses.ts';
import { suggestColumns } from './suggestions.ts';
import { ValueCounts } from './value-counts.ts';

/** What was chosen about a file, by hand or by a saved mapping. */
export interface FileChoices extends ColumnChoices, RowChoices {
  /** Whether the columns come from a saved mapping. */
  readonly isSaved?: boolean;
}

/** How a file is read, as far as that is decided before its rows are seen. */
export interface ReadAs {
  readonly dialect: Dialect;
  readonly mapping: HeaderMapping;
  /** Undefined when nobody chose one. */
  readonly dateFormat: DateFormat | undefined;
  readonly choices: FileChoices;
}

/** Distinct course types or statuses that are counted one by one: more are no types, but a column of something else. */
const MAX_DISTINCT = 100;

/** What a column of the file is looked at for, beside its samples. */
interface ColumnFindings {
  readonly title: string;
  readonly column: Column | undefined;
  readonly reason: InspectedColumn['reason'];
  readonly suggestion: Column | undefined;
  readonly samples: ColumnSamples;
  readonly isCode: boolean;
  readonly dates: DateCounts | undefined;
  readonly values: ValueCounts | undefined;
  readonly lookAlikes: LookAlikes | undefined;
}

/**
 * Looks at every row of a file once, and keeps little of them: samples, counts, and a bounded number of distinct values. So
 * a file of any size can be inspected while it passes by.
 */
export class FileInspector {
  readonly readAs: ReadAs;
  /** Which lines of a spreadsheet its rows are. */
  readonly lines: Pick<LineSteps, 'lineOf'>;
  readonly #columns: readonly ColumnFindings[];
  readonly #evidence: EncodingEvidence;
  readonly #delimiters = new Map<Delimiter, number>();
  #rows = 0;
  #oneCellRows = 0;
  #invisibleCells = 0;
  #firstInvisibleRow: number | null = null;
  #mayHaveInvisible = false;

  constructor(readAs: ReadAs, evidence: EncodingEvidence, lines: Pick<LineSteps, 'lineOf'>) {
    this.readAs = readAs;
    this.lines = lines;
    this.#evidence = evidence;
    this.#columns = columnsOf(readAs);
  }

  /** Takes the rows that the last chunk completed. */
  take(records: readonly CsvRecord[]): void {
    this.#evidence.see(records, this.#rows + 1);
    // A row may have begun in the chunk before.
    this.#mayHaveInvisible ||= this.#evidence.lastHasInvisible;
    for (const record of records) this.#row(record);
    if (records.length > 0) this.#mayHaveInvisible = this.#evidence.lastHasInvisible;
  }

  get rows(): number {
    return this.#rows;
  }

  get evidence(): EncodingEvidence {
    return this.#evidence;
  }

  /** The delimiter that most rows have where they should have the header's; null when it is the header's. */
  get rowsDelimiter(): Delimiter | null {
    if (2 * this.#oneCellRows <= this.#rows) return null;
    const [most] = [...this.#delimiters].sort(([, a], [, b]) => b - a);
    return most !== undefined && 2 * most[1] > this.#rows ? most[0] : null;
  }

  get columns(): readonly InspectedColumn[] {
    return this.#columns.map(({ title, column, reason, suggestion, samples }) => ({
      title,
      field: column?.field ?? null,
      reason,
      suggestion: suggestion?.field ?? null,
      filled: samples.filled,
      values: samples.values,
    }));
  }

  get dates() {
    return this.#columns.flatMap(({ dates }) => (dates === undefined ? [] : [dates.result()]));
  }

  /** The counted values of course types and of columns that look like a status. */
  get counted(): readonly { title: string; column: Column | undefined; values: ValueCounts }[] {
    return this.#columns.flatMap(({ title, column, values }) =>
      values === undefined ? [] : [{ title, column, values }],
    );
  }

  get lookAlikes(): LookAlikes | undefined {
    return this.#columns.find(({ lookAlikes }) => lookAlikes !== undefined)?.lookAlikes;
  }

  get invisible() {
    return { cells: this.#invisibleCells, firstRow: this.#firstInvisibleRow };
  }

  #row({ cells, problem }: CsvRecord): void {
    this.#rows += 1;
    if (cells.length === 1) this.#countDelimiters(cells[0] ?? '');
    // Its cells need not be those of the columns they stand in.
    if (problem !== undefined) return;
    const length = Math.min(cells.length, this.#columns.length);
    for (let index = 0; index < length; index++) {
      const cell = cells[index];
      const findings = this.#columns[index];
      if (cell === undefined || cell === '' || findings === undefined) continue;
      findings.samples.add(cell);
      if (findings.isCode) this.#code(cell, findings);
      else findings.values?.add(cleanCode(cell.trim()));
    }
  }

  #code(cell: string, { dates, values, lookAlikes }: ColumnFindings): void {
    if (this.#mayHaveInvisible && hasInvisible(cell)) {
      this.#invisibleCells += 1;
      this.#firstInvisibleRow ??= this.#rows;
    }
    if (dates !== undefined) dates.add(unwrapCell(cell, true), this.#rows);
    else if (values !== undefined) values.add(cleanCode(unwrapCell(cell, true).trim()));
    else lookAlikes?.add(cleanCode(unwrapCell(cell, true).trim()));
  }

  #countDelimiters(text: string): void {
    if (this.#columns.length < 2) return;
    this.#oneCellRows += 1;
    for (const delimiter of DELIMITERS) {
      if (!text.includes(delimiter)) continue;
      this.#delimiters.set(delimiter, (this.#delimiters.get(delimiter) ?? 0) + 1);
    }
  }
}

function columnsOf({ mapping, choices }: ReadAs): ColumnFindings[] {
  const { cells, type, indexes, chosen = [] } = mapping;
  const { columns } = recordSchema(type);
  const suggestions = suggestColumns(cells, type, indexes, chosen);
  const byChoice = choices.isSaved === true ? 'saved mapping' : 'choice';
  const mostTypes = MAX_DISTINCT + Object.keys(choices.courseTypes ?? {}).length;
  const errors = trailingErrorsColumn(cells);
  return cells.slice(0, titleCount(cells)).map((cell, index) => {
    const column = columns[indexes.indexOf(index)];
    const isStatus = column === undefined && index !== errors && isStatusTitle(normalizeTitle(cell));
    const isType = column?.format === 'course-type';
    return {
      title: cell.trim(),
      column,
      reason: chosen.includes(index) ? byChoice : column === undefined ? null : 'exact',
      suggestion: isStatus ? undefined : suggestions.get(index),
      samples: new ColumnSamples(),
      isCode: column !== undefined && isCodeColumn(column),
      dates: column?.format === 'date' ? new DateCounts(cell.trim(), column.field) : undefined,
      values: isType || isStatus ? new ValueCounts(isType ? mostTypes : MAX_DISTINCT) : undefined,
      lookAlikes: column?.field === 'courseNumber' ? new LookAlikes() : undefined,
    };
  });
}
