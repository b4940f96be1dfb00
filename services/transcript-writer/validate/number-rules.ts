import type { Column } from '#shared/csv/record-types.ts';
import { limitsOf } from '#shared/records/limits.ts';
import type { Reasons } from '#shared/records/reasons.ts';
import { shownValue } from '#shared/records/shown-value.ts';
import { type RawField, readCode } from '#shared/records/text-rules.ts';

const DECIMAL = /^\d+(?:\.\d+)?$/;
const INTEGER = /^\d+$/;
/** Zeros that do not change a number: before its first digit, and at the end of its decimals. */
const LEADING_ZEROS = /^0+(?=\d)/;
const TRAILING_ZEROS = /\.?0+$/;

/** Reads a decimal column into text without needless zeros (`007.50` is `7.5`). Blank is null. */
export function readDecimal(raw: RawField, column: Column, reasons: Reasons): string | null {
  const text = readCode(raw, column, reasons);
  if (text === null) return null;
  if (!DECIMAL.test(text)) {
    addInvalidNumber(column, raw?.trim() ?? text, reasons);
    return null;
  }
  const before = reasons.found.length;
  checkRange(text, column, reasons);
  const point = text.indexOf('.');
  const decimals = point === -1 ? 0 : text.length - point - 1;
  if (!limitsOf(column).admitsDecimals(decimals)) addTooManyDecimals(column, text, reasons);
  if (reasons.found.length > before) return null;
  const whole = text.charCodeAt(0) === 48 ? text.replace(LEADING_ZEROS, '') : text; // '0'
  return point === -1 ? whole : whole.replace(TRAILING_ZEROS, '');
}

/** Reads a column of whole numbers into text without needless zeros. Blank is null. */
export function readInteger(raw: RawField, column: Column, reasons: Reasons): string | null {
  const text = readCode(raw, column, reasons);
  if (text === null) return null;
  if (!INTEGER.test(text)) {
    addInvalidNumber(column, raw?.trim() ?? text, reasons);
    return null;
  }
  return checkRange(text, column, reasons) ? text.replace(LEADING_ZEROS, '') : null;
}

// A number of too many digits becomes Infinity, which is out of every range.
function checkRange(text: string, column: Column, reasons: Reasons): boolean {
  if (limitsOf(column).admitsNumber(Number(text))) return true;
  const { min: least = Number.NEGATIVE_INFINITY, max: most = Number.POSITIVE_INFINITY } = column.limits;
  reasons.add('number-out-of-range', column, (message, title) =>
    message('reasons.number-out-of-range', { column: title, value: shownValue(text), least, most }),
  );
  return false;
}

function addInvalidNumber(column: Column, text: string, reasons: Reasons): void {
  const id = column.format === 'integer' ? 'reasons.invalid-whole-number' : 'reasons.invalid-number';
  reasons.add('invalid-number', column, (message, title) =>
    message(id, { column: title, value: shownValue(text), example: column.example }),
  );
}

function addTooManyDecimals(column: Column, text: string, reasons: Reasons): void {
  const most = column.limits.decimals ?? 0;
  reasons.add('too-many-decimals', column, (message, title) =>
    message('reasons.too-many-decimals', { column: title, value: shownValue(text), most }),
  );
}
