import { courseTypeLookup } from '#shared/csv/course-types.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { shownValue } from '#shared/records/shown-value.ts';
import { type RawField, readCode } from '#shared/records/text-rules.ts';
import type { ValueReader } from './value-reader.ts';

/**
 * Reads one of the values that a column allows, or the meaning of one, capital and small letters being the same. Blank is
 * null.
 */
export function courseTypeReader(column: Column): ValueReader {
  const typeOf = courseTypeLookup(column);
  return (raw: RawField, reasons) => {
    const text = readCode(raw, column, reasons);
    if (text === null) return null;
    const type = typeOf(text);
    if (type === undefined) {
      const value = shownValue(raw?.trim() ?? text);
      const types = allowedValues(column).join(', ');
      reasons.add('unknown-course-type', column, (message, title) =>
        message('reasons.unknown-course-type', { column: title, value, types }),
      );
    }
    return type ?? null;
  };
}

/** The values of such a column, as they are stored. */
export function allowedValues({ limits }: Column): readonly string[] {
  return (limits.allowed ?? []).map(({ value }) => value);
}
