import type { DateFormat } from '../date-formats.ts';
import type { Delimiter } from '../dialect.ts';
import type { RecordType } from '../record-types.ts';
import type { Encoding } from '../text-decoder.ts';

/** What may have to be answered before a file is imported; programs decide by it. */
export type QuestionCode = 'encoding' | 'delimiter' | 'date-format' | 'status-column' | 'same-file';

export const QUESTION_CODES: readonly QuestionCode[] = [
  'encoding',
  'delimiter',
  'date-format',
  'status-column',
  'same-file',
];

export function isQuestionCode(text: string): text is QuestionCode {
  return (QUESTION_CODES as readonly string[]).includes(text);
}

/** What has to be answered about a header, and cannot be accepted. */
export type HeaderQuestionCode = 'unknown-type' | 'missing-column' | 'duplicate-column';

/** What is worth saying of a file that is imported as it is; a question that was accepted is a warning from then on. */
export type WarningCode = 'unknown-column' | 'course-type' | 'look-alikes' | 'saved-mapping' | QuestionCode;

/** A parameter of the upload that answers a question, and what the file then says. */
export interface Answer {
  readonly parameter: 'type' | 'encoding' | 'dateFormat';
  readonly value: RecordType | Encoding | DateFormat;
  /** a value of the file as it is read with this answer */
  readonly example: string | null;
}

/**
 * A doubt that only whoever uploads the file can settle: by one of the answers or, unless it is about the header, by
 * accepting the file as it is.
 */
export interface Question<Code extends QuestionCode | HeaderQuestionCode = QuestionCode> {
  readonly code: Code;
  readonly message: string;
  /** the file's titles of the columns concerned */
  readonly columns: readonly string[];
  /** the first row concerned, counted from 1 after the header; 0 is the header */
  readonly row: number | null;
  readonly answers: readonly Answer[];
}

/** A question of either kind. */
export type OpenQuestion = Question<QuestionCode | HeaderQuestionCode>;

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly columns: readonly string[];
  readonly row: number | null;
}

/** A column of the file, beside the one of the template that it is read as. */
export interface InspectedColumn {
  readonly title: string;
  /** the template's field, or null when the column is not imported */
  readonly field: string | null;
  /**
   * why: `exact` when the titles are the same but for case, white space, `_`, `-`, marks and hints; a column may also
   * be chosen, by hand or by a saved mapping, not to be imported
   */
  readonly reason: 'exact' | 'choice' | 'saved mapping' | null;
  /** the field that a column which is not imported may be meant for; never taken unasked */
  readonly suggestion: string | null;
  /** rows that have a value */
  readonly filled: number;
  /** the first five distinct values, cut to 100 characters */
  readonly values: readonly string[];
}

/** How many of a date column's values each format reads. */
export interface InspectedDates {
  readonly title: string;
  readonly field: string;
  readonly values: number;
  readonly formats: readonly {
    readonly format: DateFormat;
    readonly reads: number;
    /** the first value that the format does not read */
    readonly firstUnread: { readonly row: number; readonly value: string } | null;
  }[];
}

/** How often a value occurs, as it is written. */
export interface CountedValue {
  readonly value: string;
  readonly rows: number;
  /** what the value is read as, or null when its rows fail */
  readonly readAs: string | null;
}

/** Distinct values of a column; beyond the bound they are counted together. */
export interface CountedValues {
  readonly title: string;
  readonly values: readonly CountedValue[];
  /** rows whose values came when the bound was reached; then there are more distinct values than are listed */
  readonly otherRows: number;
}

/** What the whole of a file is found to be, and what it was read as. */
export interface Inspection {
  readonly type: RecordType;
  readonly rows: number;
  readonly encoding: {
    /** what the file was read as */
    readonly used: Encoding;
    readonly byteOrderMark: boolean;
    /** whether all bytes are text of that encoding */
    readonly valid: boolean;
    /** whether all bytes are UTF-8, and some are of characters beyond ASCII */
    readonly utf8: boolean;
    readonly firstInvalidRow: number | null;
    /** the first row with a character beyond ASCII */
    readonly firstBeyondAsciiRow: number | null;
    /** where the file may not be what it was read as: a value of it, as it was read */
    readonly example: string | null;
    /** where the file is not what it was read as: others, the likeliest first */
    readonly proposals: readonly Answer[];
  };
  readonly dialect: {
    readonly delimiter: Delimiter;
    readonly lineEnd: 'lf' | 'crlf' | 'cr';
    readonly separatorLine: boolean;
    readonly quotedLines: boolean;
    /** whether Ctrl-Z or NULs follow the last row */
    readonly trailer: boolean;
    /** the delimiter of the rows, where it is another than the header's */
    readonly rowsDelimiter: Delimiter | null;
  };
  readonly columns: readonly InspectedColumn[];
  readonly dates: {
    readonly used: DateFormat;
    readonly chosen: boolean;
    readonly columns: readonly InspectedDates[];
  };
  readonly courseTypes: CountedValues | null;
  readonly statuses: readonly CountedValues[];
  readonly text: {
    /** cells of identifiers, dates, numbers and types from which invisible characters are removed */
    readonly invisible: { readonly cells: number; readonly firstRow: number | null };
    /** course numbers that differ only in what looks the same, up to ten groups */
    readonly lookAlikes: readonly (readonly string[])[];
    /** distinct course numbers that were compared; beyond the bound they are not */
    readonly compared: number;
  };
  readonly questions: readonly OpenQuestion[];
  readonly warnings: readonly Warning[];
}

/** The inspection of a file whose header fits. */
export type FittingInspection = Omit<Inspection, 'questions'> & { readonly questions: readonly Question[] };
