import { cleanCode } from '#shared/csv/invisible.ts';
import type { Reason } from '#shared/csv/reason.ts';
import type { Column } from '#shared/csv/record-types.ts';
import type { Language } from '#shared/texts/languages.ts';
import { limitsOf } from './limits.ts';
import { columnReason, type Reasons } from './reasons.ts';
import { shownValue } from './shown-value.ts';

/** What a field of an incoming record may hold: text as written, or nothing. */
export type RawField = string | null | undefined;

/**
 * The first character that composes with the one before it: text of lower ones is equal to its NFC (Unicode, UAX #15).
 */
const FIRST_COMBINING = 0x300;
const REPLACEMENT_CHARACTER = '\ufffd';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that fail a row
const FORBIDDEN_CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/**
 * A field's value trimmed (also of no-break space), its newlines as LF and normalised to NFC, or null when
 * it is blank or absent. Characters that no value may hold add to `reasons`, and the result is null
 * then too: callers that need to distinguish the two compare the number of reasons.
 */
export function readText(raw: RawField, column: Column, reasons: Reasons): string | null {
  if (raw === null || raw === undefined) return null;
  const text = raw.trim();
  if (text === '') return null;
  return isPlain(text) ? text : readUnusualText(text, column, reasons);
}

/** As `readText`, in the form in which identifiers, dates, numbers and types are compared (see `cleanCode`). */
export function readCode(raw: RawField, column: Column, reasons: Reasons): string | null {
  const text = readText(raw, column, reasons);
  if (text === null) return null;
  const code = cleanCode(text);
  return code === '' ? null : code;
}

/** Whether nothing has to be looked for: it has no control character, and is equal to its NFC. */
function isPlain(text: string): boolean {
  // A loop: of texts as short as these a regular expression takes longer.
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || (code > 0x7e && code < 0xa0) || code >= FIRST_COMBINING) return false;
  }
  return true;
}

function readUnusualText(text: string, column: Column, reasons: Reasons): string | null {
  const before = reasons.found.length;
  // CRLF can only come from inside quotes, where it is a newline like any other.
  const value = text.replaceAll('\r\n', '\n');
  if (value.includes(REPLACEMENT_CHARACTER)) addInvalidCharacter(column, value, reasons);
  const control = FORBIDDEN_CONTROL.exec(value);
  if (control !== null) addControlCharacter(column, { value, control: control[0] }, reasons);
  return reasons.found.length === before ? value.normalize('NFC') : null;
}

/** Reads a text column, an identifier as `readCode`, within the column's length. Blank is null and no failure. */
export function readLimitedText(raw: RawField, column: Column, reasons: Reasons): string | null {
  const text = (column.identifier === true ? readCode : readText)(raw, column, reasons);
  const limits = limitsOf(column);
  if (text === null || limits.admitsLength(text.length)) return text;
  // More code units than allowed need not be more code points: outside the basic plane one takes two units.
  let length = 0;
  for (const _ of text) length++;
  if (limits.admitsLength(length)) return text;
  const most = column.limits.maxLength ?? 0;
  reasons.add('too-long', column, (message, title) =>
    message('reasons.too-long', { column: title, value: shownValue(text), length, most }),
  );
  return null;
}

export function requiredReason(column: Column, language: Language): Reason {
  return columnReason('required', column, language, (message, title) =>
    message('reasons.required', { column: title }),
  );
}

function addInvalidCharacter(column: Column, text: string, reasons: Reasons): void {
  reasons.add('invalid-character', column, (message, title) =>
    message('reasons.invalid-character', { column: title, value: shownValue(text) }),
  );
}

function addControlCharacter(
  column: Column,
  { value, control }: { readonly value: string; readonly control: string },
  reasons: Reasons,
): void {
  const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  reasons.add('control-character', column, (message, title) =>
    message('reasons.control-character', { column: title, value: shownValue(value), character: `U+${code}` }),
  );
}
