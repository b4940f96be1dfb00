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
  /** the template's titles of the columns concerned; empty when the reason is about the row as a whole */
  readonly columns: readonly string[];
  readonly message: string;
}

const BETWEEN_REASONS = '; ';

/** The text of the error file's `Errors` cell: every reason, in column order. */
export function joinReasons(reasons: readonly Reason[]): string {
  return reasons.map((reason) => reason.message).join(BETWEEN_REASONS);
}

/**
 * The reasons whose messages {@link joinReasons} has joined, by their {@link reasonKey}s. A message begins with one of the
 * titles that it is about, or as {@link USER_NOT_FOUND} does; within one there is the same mark as between two.
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

/** How the message begins that names nobody's username or employee ID. */
export const USER_NOT_FOUND = 'No one in the LMS has ';

/** Where the mark before the message of `next` stands; the end of the text without a next one. */
function startOfMessage(
  next: ReturnType<typeof parseReasonKey> | undefined,
  errors: string,
  from: number,
): number {
  if (next === undefined) return errors.length;
  const beginnings =
    next.code === 'user-not-found' ? [USER_NOT_FOUND] : next.columns.map((title) => `${title} `);
  const found = beginnings
    .map((beginning) => errors.indexOf(BETWEEN_REASONS + beginning, from))
    .filter((index) => index !== -1);
  return found.length === 0 ? errors.length : Math.min(...found);
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
