import { DATE_FORMATS, formatsOf } from '../date-formats.ts';
import { cleanCode } from '../invisible.ts';
import type { InspectedDates } from './inspection.ts';
import { copyStart } from './samples.ts';
import { type FormatSet, formatBit, formatsOfUsual } from './usual-dates.ts';

/**
 * Distinct unusual values whose formats are remembered. Files of more have values judged again, which takes longer and no
 * memory.
 */
const REMEMBERED = 5_000;

/** Longer than any date with a time of day. */
const MAX_DATE = 64;

/** Counts how many values of a date column each format reads. */
export class DateCounts {
  readonly #title: string;
  readonly #field: string;
  readonly #unusual = new Map<string, FormatSet>();
  /** By the set of formats that read them: there are few. */
  readonly #counts = new Map<FormatSet, number>();
  readonly #firstUnread: ({ row: number; value: string } | null)[] = DATE_FORMATS.map(() => null);

  constructor(title: string, field: string) {
    this.#title = title;
    this.#field = field;
  }

  /** @param cell unwrapped of guards against spreadsheets */
  add(cell: string, row: number): void {
    const formats = formatsOfUsual(cell) ?? this.#formatsOf(cell);
    if (formats === undefined) return;
    const count = this.#counts.get(formats);
    this.#counts.set(formats, (count ?? 0) + 1);
    if (count === undefined) this.#noteFirst(formats, cell, row);
  }

  result(): InspectedDates {
    const counts = [...this.#counts];
    return {
      title: this.#title,
      field: this.#field,
      values: counts.reduce((sum, [, count]) => sum + count, 0),
      formats: DATE_FORMATS.map((format, index) => ({
        format,
        reads: counts.reduce((sum, [formats, count]) => (formats & formatBit(format) ? sum + count : sum), 0),
        firstUnread: this.#firstUnread[index] ?? null,
      })),
    };
  }

  /** Of a blank cell, nothing. */
  #formatsOf(cell: string): FormatSet | undefined {
    const known = this.#unusual.get(cell);
    if (known !== undefined) return known;
    const value = cleanCode(cell.trim());
    if (value === '') return undefined;
    // Of what is too long to be a date nothing is parsed or kept.
    if (cell.length > MAX_DATE) return 0;
    const formats = formatsOf(value).reduce((set, format) => set | formatBit(format), 0);
    if (this.#unusual.size === REMEMBERED) this.#unusual.clear();
    this.#unusual.set(copyStart(cell), formats);
    return formats;
  }

  /** A set that comes for the first time is the first that some formats do not read. */
  #noteFirst(formats: FormatSet, cell: string, row: number): void {
    for (const [index, format] of DATE_FORMATS.entries()) {
      if ((formats & formatBit(format)) !== 0) continue;
      this.#firstUnread[index] ??= { row, value: copyStart(cell.trim()) };
    }
  }
}
