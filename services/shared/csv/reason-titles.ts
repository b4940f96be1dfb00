import { DEFAULT_LANGUAGE, type Language } from '../texts/languages.ts';
import { textsOf } from '../texts/texts-of.ts';
import { titleIn } from './column-texts.ts';
import { dateWord, type Reason } from './reason.ts';

const ROW_TITLES = {
  'too-few-cells': 'reasons.title.too-few-cells',
  'too-many-cells': 'reasons.title.too-many-cells',
  'stray-quote': 'reasons.title.stray-quote',
  'unclosed-quote': 'reasons.title.unclosed-quote',
  'record-too-long': 'reasons.title.record-too-long',
  'user-required': 'reasons.title.user-required',
  'user-not-found': 'reasons.title.user-not-found',
  'user-mismatch': 'reasons.title.user-mismatch',
  'unknown-course-type': 'reasons.title.unknown-course-type',
  undecodable: 'reasons.title.undecodable',
  'unknown-import': 'reasons.title.unknown-import',
  'not-an-open-feed': 'reasons.title.not-an-open-feed',
} as const;

const COLUMN_TITLES = {
  required: 'reasons.title.required',
  'too-long': 'reasons.title.too-long',
  'invalid-date': 'reasons.title.invalid-date',
  'date-too-early': 'reasons.title.date-too-early',
  'date-in-future': 'reasons.title.date-in-future',
  'invalid-number': 'reasons.title.invalid-number',
  'number-out-of-range': 'reasons.title.number-out-of-range',
  'too-many-decimals': 'reasons.title.too-many-decimals',
  'invalid-character': 'reasons.title.invalid-character',
  'control-character': 'reasons.title.control-character',
} as const;

type NamedReason = Pick<Reason, 'columns'> & { readonly code: string };

/** A reason's name as a person would say it: “Unknown person”, “Completion date before start date”. */
export function reasonTitle(reason: NamedReason, language: Language): string {
  const { code, columns } = reason;
  const { text } = textsOf(language);
  if (isKey(ROW_TITLES, code)) return text(ROW_TITLES[code]);
  const dates = datesOutOfOrder(reason);
  if (dates !== undefined) {
    const early = capitalized(inSentence(dates.early, language));
    return text('reasons.title.dates-out-of-order', { early, late: inSentence(dates.late, language) });
  }
  const [first] = columns;
  if (isKey(COLUMN_TITLES, code) && first !== undefined)
    return text(COLUMN_TITLES[code], { column: capitalized(inSentence(first, language)) });
  // A code of a later version has no name here.
  const words = code.replaceAll('-', ' ');
  return columns.length === 0 ? capitalized(words) : `${columns.join(', ')}: ${words}`;
}

function isKey<Key extends string>(texts: Readonly<Record<Key, string>>, code: string): code is Key {
  return Object.hasOwn(texts, code);
}

/** The rule may name its dates in either order; said is which of them comes too early. */
function datesOutOfOrder({ code, columns }: NamedReason): { early: string; late: string } | undefined {
  const [, word, relation] = /^(.+)-(after|before)-/.exec(code) ?? [];
  const [first, second] = columns;
  if (relation === undefined || first === undefined || second === undefined) return undefined;
  const [one, other] = dateWord(second) === word ? [second, first] : [first, second];
  return relation === 'before' ? { early: one, late: other } : { early: other, late: one };
}

/** English titles have capitals that a sentence does not: `Employee ID` is “employee ID” within one. */
function inSentence(title: string, language: Language): string {
  if (language !== DEFAULT_LANGUAGE) return titleIn(title, language);
  return title
    .split(' ')
    .map((word) => (word === word.toUpperCase() ? word : word.toLowerCase()))
    .join(' ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
