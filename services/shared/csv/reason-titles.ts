import type { Reason } from './reason.ts';

const ROW_TITLES: Readonly<Record<string, string>> = {
  'too-few-cells': 'Too few cells in the row',
  'too-many-cells': 'Too many cells in the row',
  'stray-quote': 'Quotation mark in the wrong place',
  'unclosed-quote': 'Quotation mark that is never closed',
  'record-too-long': 'Row too long',
  'user-required': 'No username or employee ID',
  'user-not-found': 'Unknown person',
  'user-mismatch': 'Username and employee ID of different people',
  'unknown-course-type': 'Unknown course type',
  undecodable: 'Message that cannot be read',
  'unknown-import': 'Unknown import',
  'not-an-open-feed': 'Feed that is not open',
};

/** Behind the name of the column. */
const COLUMN_TITLES: Readonly<Record<string, string>> = {
  required: 'missing',
  'too-long': 'too long',
  'invalid-date': 'not a date',
  'date-too-early': 'too early',
  'date-in-future': 'in the future',
  'invalid-number': 'not a number',
  'number-out-of-range': 'out of range',
  'too-many-decimals': 'with too many decimals',
  'invalid-character': 'with an unreadable character',
  'control-character': 'with a control character',
};

/** A reason's name as a person would say it: “Unknown person”, “Completion date before start date”. */
export function reasonTitle({ code, columns }: Pick<Reason, 'columns'> & { readonly code: string }): string {
  const row = ROW_TITLES[code];
  if (row !== undefined) return row;
  const [first, second] = columns.map(inSentence);
  if (first !== undefined && second !== undefined) {
    // The rule may name its dates in either order; said is which of them comes too early.
    if (code.includes('-after-')) return capitalized(`${second} before ${first}`);
    if (code.includes('-before-')) return capitalized(`${first} before ${second}`);
  }
  const column = COLUMN_TITLES[code];
  if (column !== undefined && first !== undefined) return capitalized(`${first} ${column}`);
  const words = capitalized(code.replaceAll('-', ' '));
  return columns.length === 0 ? words : `${columns.join(', ')}: ${words.toLowerCase()}`;
}

/** `Employee ID` is “employee ID” within a sentence. */
function inSentence(title: string): string {
  return title
    .split(' ')
    .map((word) => (word === word.toUpperCase() ? word : word.toLowerCase()))
    .join(' ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
