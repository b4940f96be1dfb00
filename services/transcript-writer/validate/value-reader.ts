import type { Column, DateFormat } from '#shared/csv/record-types.ts';
import { dateReader } from '#shared/records/date-rules.ts';
import type { Reasons } from '#shared/records/reasons.ts';
import { type RawField, readLimitedText, requiredReason } from '#shared/records/text-rules.ts';
import { courseTypeReader } from './course-type-rules.ts';
import { readDecimal, readInteger } from './number-rules.ts';

/** Reads a value of one column, or says why it cannot be; null where it is blank or cannot be read. */
export type ValueReader = (raw: RawField, reasons: Reasons) => string | null;

/** The rules for the values of a column: those of its format, and whether it may be blank. */
export function valueReader(column: Column, dateFormat: DateFormat): ValueReader {
  const read = formatReader(column, dateFormat);
  if (!column.required) return read;
  return (raw, reasons) => {
    const before = reasons.found.length;
    const value = read(raw, reasons);
    if (value === null && reasons.found.length === before)
      reasons.found.push(requiredReason(column, reasons.language));
    return value;
  };
}

function formatReader(column: Column, dateFormat: DateFormat): ValueReader {
  switch (column.format) {
    case 'text':
      return (raw, reasons) => readLimitedText(raw, column, reasons);
    case 'course-type':
      return courseTypeReader(column);
    case 'decimal':
      return (raw, reasons) => readDecimal(raw, column, reasons);
    case 'integer':
      return (raw, reasons) => readInteger(raw, column, reasons);
    case 'date': {
      const readDate = dateReader(dateFormat);
      return (raw, reasons) => readDate(raw, column, reasons);
    }
  }
}
