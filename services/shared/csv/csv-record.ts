/** Why a record could not be read. */
export type RecordProblem = 'stray-quote' | 'unclosed-quote' | 'record-too-long';

/** One record of a CSV file, the header included. */
export interface CsvRecord {
  /**
   * The cells as written: what stood inside the quotes with `""` undone, or the unquoted text untrimmed.
   * With a problem, what could be made of them (for a record that is too long: nothing).
   */
  readonly cells: readonly string[];
  readonly problem: RecordProblem | undefined;
  /** With a problem: the record's text, without its line end and cut to `MAX_RECORD_LENGTH`. */
  readonly raw: string | undefined;
  /**
   * The cells with a CR inside their quotes, where it is a newline. In any other cell a CR is a control
   * character, and the text alone does not distinguish the two.
   */
  readonly carriageReturns: readonly number[] | undefined;
}

/** A record as a reader gives it. */
export interface ReadRecord extends CsvRecord {
  /** Whether it is of nothing but white space or empty cells, and so no row. */
  readonly isBlank: boolean;
}

/**
 * The most UTF-16 code units of a record (1 MiB of ASCII). A valid record has a tenth of that at the very
 * most; a longer one would not fit into a Kafka message, and without a bound one quote that is never
 * closed would hold the whole file in memory.
 */
export const MAX_RECORD_LENGTH = 1024 * 1024;

/** The start of a text that is too long, cut between characters. */
export function cutToBound(text: string): string {
  if (text.length <= MAX_RECORD_LENGTH) return text;
  const last = text.charCodeAt(MAX_RECORD_LENGTH - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? MAX_RECORD_LENGTH - 1 : MAX_RECORD_LENGTH);
}
