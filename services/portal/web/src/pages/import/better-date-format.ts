import type { DateFormat } from '#shared/csv/date-formats.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';

export interface BetterDateFormat {
  readonly format: DateFormat;
  /** dates of the file that it reads */
  readonly reads: number;
  /** dates of the file */
  readonly values: number;
}

/** The format that reads the most of a file's dates, where it reads more of them than the one that was used. */
export function betterDateFormat({ dates }: Pick<Inspection, 'dates'>): BetterDateFormat | undefined {
  const values = dates.columns.reduce((sum, column) => sum + column.values, 0);
  const reads = new Map<DateFormat, number>();
  for (const column of dates.columns) {
    for (const one of column.formats) reads.set(one.format, (reads.get(one.format) ?? 0) + one.reads);
  }
  const [best] = [...reads].sort(([, a], [, b]) => b - a);
  if (best === undefined || best[1] <= (reads.get(dates.used) ?? 0)) return undefined;
  return { format: best[0], reads: best[1], values };
}
