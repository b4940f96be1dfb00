import type { Dialect } from './dialect.ts';
import { guardCell } from './guard.ts';

const LINE_ENDS = { lf: '\n', crlf: '\r\n', cr: '\r' } as const;

/** Prepares the writing of lines: cells quoted where they must be, and safe to open in a spreadsheet. */
export function createLineWriter({
  delimiter,
  lineEnd,
}: Pick<Dialect, 'delimiter' | 'lineEnd'>): (cells: readonly string[]) => string {
  const needsQuotes = new RegExp(`["\\r\\n${delimiter}]`);
  const writeCell = (cell: string): string => {
    const guarded = guardCell(cell);
    return needsQuotes.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  return (cells) => cells.map(writeCell).join(delimiter) + LINE_ENDS[lineEnd];
}
