import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import { limitsOf } from '#shared/records/limits.ts';
import { shownNumber, shownValue } from '#shared/records/shown-value.ts';
import { type RawField, readCode } from '#shared/records/text-rules.ts';

const DECIMAL = /^\d+(?:\.\d+)?$/;
const INTEGER = /^\d+$/;
/** Zeros that do not change a number: before its first digit, and at the end of its decimals. */
const LEADING_ZEROS = /^0+(?=\d)/;
const TRAILING_ZEROS = /\.?0+$/;

/** Reads a decimal column into text without needless zeros (`007.50` is `7.5`). Blank is null. */
export function readDecimal(raw: RawField, column: Column, reasons: Reason[]): string | null {
  const text = readCode(raw, column, reasons);
  if (text === null) return null;
  if (!DECIMAL.test(text)) {
    reasons.push(invalidNumber(column, raw?.trim() ?? text));
    return null;
  }
  const before = reasons.length;
  checkRange(text, column, reasons);
  const point = text.indexOf('.');
  const decimals = point === -1 ? 0 : text.length - point - 1;
  if (!limitsOf(column).admitsDecimals(decimals)) reasons.push(tooManyDecimals(column, text));
  if (reasons.length > before) return null;
  const whole = text.charCodeAt(0) === 48 ? text.replace(LEADING_ZEROS, '') : text; // '0'
  return point === -1 ? whole : whole.replace(TRAILING_ZEROS, '');
}

/** Reads a column of whole numbers into text without needless zeros. Blank is null. */
export function readInteger(raw: RawField, column: Column, reasons: Reason[]): string | null {
  const text = readCode(raw, column, reasons);
  if (text === null) return null;
  if (!INTEGER.test(text)) {
    reasons.push(invalidNumber(column, raw?.trim() ?? text));
    return null;
  }
  return checkRange(text, column, reasons) ? text.replace(LEADING_ZEROS, '') : null;
}

// A number of too many digits becomes Infinity, which is out of every range.
function checkRange(text: string, column: Column, reasons: Reason[]): boolean {
  if (limitsOf(column).admitsNumber(Number(text))) return true;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = column.limits;
  reasons.push({
    code: 'number-out-of-range',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is out of range; use ${shownNumber(min)} to ${shownNumber(max)}`,
  });
  return false;
}

function invalidNumber(column: Column, text: string): Reason {
  const wanted = column.format === 'integer' ? 'a whole number' : 'a number';
  const form = column.format === 'integer' ? 'digits only' : 'digits with a decimal point';
  return {
    code: 'invalid-number',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} is not ${wanted}; use ${form}, such as ${column.example}`,
  };
}

function tooManyDecimals(column: Column, text: string): Reason {
  return {
    code: 'too-many-decimals',
    columns: [column.title],
    message: `${column.title} ${shownValue(text)} has too many decimals; use at most ${column.limits.decimals ?? 0}`,
  };
}
