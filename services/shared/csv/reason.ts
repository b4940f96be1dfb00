import { LANGUAGES, type Language } from '../texts/languages.ts';
import { textsOf } from '../texts/texts-of.ts';
import { titleIn } from './column-texts.ts';

/** Stable codes of what can be wrong with a row or a message; a new one may be added, none is renamed. */
export type ReasonCode =
  // about the row as a whole
  | 'too-few-cells'
  | 'too-many-cells'
  | 'stray-quote'
  | 'unclosed-quote'
  | 'record-too-long'
  // about a column's value
  | 'required'
  | 'too-long'
  | 'invalid-character'
  | 'control-character'
  | 'invalid-date'
  | 'date-too-early'
  | 'date-in-future'
  // about two dates, by the words of their titles: `start-after-completion`, `expiration-before-issue`
  | `${string}-after-${string}`
  | `${string}-before-${string}`
  | 'invalid-number'
  | 'number-out-of-range'
  | 'too-many-decimals'
  | 'unknown-course-type'
  // about the user
  | 'user-required'
  | 'user-not-found'
  | 'user-mismatch'
  // about a message that is no row of an import
  | 'undecodable'
  | 'unknown-import'
  | 'not-an-open-feed';

/** Why a row failed. The message is what the admin reads in the error file. */
export interface Reason {
  readonly code: ReasonCode;
  /** the English template's titles of the columns concerned; empty when the reason is about the row as a whole */
  readonly columns: readonly string[];
  /** in the language of the import, also the titles in it */
  readonly message: string;
}

/** What codes call a date, by the title of its column: `start` for Start Date. */
export function dateWord(title: string): string {
  return title
    .replace(/ Date$/, '')
    .toLowerCase()
    .replaceAll(' ', '-');
}

const BETWEEN_REASONS = '; ';

/** The text of the error file's `Errors` cell: every reason, in column order. */
export function joinReasons(reasons: readonly Reason[]): string {
  return reasons.map((reason) => reason.message).join(BETWEEN_REASONS);
}

/**
 * The reasons whose messages {@link joinReasons} has joined, by their {@link reasonKey}s. A message begins with one of the
 * titles that it is about, or as that of a person who was not found does; within one there is the same mark as between two.
 * The language may be any: a transcript-writer of an earlier version writes English about an import in another one.
 */
export function splitReasons(
  keys: readonly string[],
  errors: string,
): { code: string; columns: readonly string[]; message: string }[] {
  const reasons = keys.map(parseReasonKey);
  let start = 0;
  return reasons.map(({ code, columns }, index) => {
    const end = startOfMessage(reasons[index + 1], errors, start);
    const message = errors.slice(start, end);
    start = end + BETWEEN_REASONS.length;
    return { code, columns, message };
  });
}

/** Where the mark before the message of `next` stands; the end of the text without a next one. */
function startOfMessage(
  next: ReturnType<typeof parseReasonKey> | undefined,
  errors: string,
  from: number,
): number {
  if (next === undefined) return errors.length;
  const found = LANGUAGES.flatMap((language) => beginningsOf(next, language))
    .map((beginning) => errors.indexOf(BETWEEN_REASONS + beginning, from))
    .filter((index) => index !== -1);
  return found.length === 0 ? errors.length : Math.min(...found);
}

/** A character that no message has. */
const ANY_VALUE = '\0';

function beginningsOf({ code, columns }: ReturnType<typeof parseReasonKey>, language: Language): string[] {
  if (code !== 'user-not-found')
    return columns.map((title) => titleIn(title, language)).flatMap((title) => [`${title} `, `${title}: `]);
  const value = { username: ANY_VALUE, employeeId: ANY_VALUE };
  return ['username', 'employeeId'].map((missing) => {
    const message = textsOf(language).text('reasons.user-not-found', { missing, ...value });
    return message.slice(0, message.indexOf(ANY_VALUE));
  });
}

/**
 * What a reason is counted by: its code and columns, as one text (`import_failures.codes`,
 * `import_failure_pages.reasons`).
 */
export function reasonKey(reason: Reason): string {
  return [reason.code, ...reason.columns].join('|');
}

/** The code and columns of a {@link reasonKey}. */
export function parseReasonKey(key: string): { code: string; columns: string[] } {
  const [code = '', ...columns] = key.split('|');
  return { code, columns };
}
