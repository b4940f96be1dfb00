import type { Dialect } from './dialect.ts';
import { guardCell } from './guard.ts';

const LINE_ENDS = { lf: '\n', crlf: '\r\n', cr: '\r' } as const;

/**
 * What puts a cell into quotes: quotes and line ends, and every delimiter that a spreadsheet may split lines by, not
 * only this file's. Otherwise `a;=1+1` would become a formula where semicolons delimit.
 */
const NEEDS_QUOTES = /["\r\n,;\t|]/;

/** Prepares the writing of lines: cells quoted where they must be, and safe to open in a spreadsheet. */
export function createLineWriter({
  delimiter,
  lineEnd,
}: Pick<Dialect, 'delimiter' | 'lineEnd'>): (cells: readonly string[]) => string {
  const writeCell = (cell: string): string => {
    const guarded = guardCell(cell);
    return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  return (cells) => cells.map(writeCell).join(delimiter) + LINE_ENDS[lineEnd];
}
