import type { Language } from '../texts/languages.ts';
import { titlesOf } from './column-texts.ts';
import { unguardCell, unwrapCell } from './guard.ts';
import { removeInvisible } from './invisible.ts';
import { type Column, RECORD_TYPES, type RecordType, recordSchema } from './record-types.ts';

/** How a file's header fits a record type; plain data, so that it can be kept with an accepted import. */
export interface HeaderMapping {
  readonly type: RecordType;
  /** the header's cells as written, those that are ignored included */
  readonly cells: readonly string[];
  /** for each of the type's columns, in the template's order, the index of its cell, or -1 */
  readonly indexes: readonly number[];
  /** the cells of which was chosen what they are, or that they are nothing; absent where there are none */
  readonly chosen?: readonly number[];
}

/** What an uploader chooses about a file's columns. */
export interface ColumnChoices {
  /** The field of each title that is chosen for one; null for a column that is not imported. */
  readonly columns?: Readonly<Record<string, string | null>>;
  /** Texts of fields that no column has, as if each row had them in a cell. */
  readonly constants?: Readonly<Record<string, string>>;
}

/** Why a header does not fit. */
export interface HeaderMisfit {
  readonly ok: false;
  readonly code: 'missing-column' | 'duplicate-column';
  /** the template's titles of the columns concerned, in its order */
  readonly columns: readonly string[];
  /** titles that were chosen for a column, where the file lacks them or has them more than once */
  readonly titles?: readonly string[];
  /** whether the columns are there although a text was given for all rows */
  readonly constant?: true;
  /** as in {@link HeaderMapping}, as far as it fits */
  readonly indexes: readonly number[];
}

type Problem = Omit<HeaderMisfit, 'indexes'>;

export type HeaderMatch = { readonly ok: true; readonly mapping: HeaderMapping } | HeaderMisfit;

/** By what a title is known to be a column's. */
export interface TitleRules {
  /** The form under which titles are the same. */
  formOf(title: string): string;
  titlesOf(column: Column): readonly string[];
}

const TITLE_RULES: TitleRules = { formOf: normalizeTitle, titlesOf };

/** Imports that were accepted before titles were read in a wider form, and in every language, are read by it to their end. */
export const EARLIER_TITLE_RULES: TitleRules = { formOf: earlierTitleForm, titlesOf: ({ title }) => [title] };

/**
 * Fits a header to a record type. Titles are those of the template in any language, mixed as they may be; they match in
 * the form of {@link normalizeTitle}, in any order. Titles that are empty or that the template does not have are ignored,
 * even twice (so is `Errors`, which our own error files add). Of the user columns one is enough. What is chosen counts for
 * more than what titles say.
 */
export function matchHeader(
  cells: readonly string[],
  type: RecordType,
  choices: ColumnChoices = {},
  rules: TitleRules = TITLE_RULES,
): HeaderMatch {
  const { formOf } = rules;
  const titles = cells.map(formOf);
  const fieldOf = new Map(
    Object.entries(choices.columns ?? {}).map(([title, field]) => [formOf(title), field]),
  );
  const { columns } = recordSchema(type);
  // A title of which something else was chosen is none of the template's.
  const free = titles.map((title) => (fieldOf.has(title) ? undefined : title));
  const titleOf = new Map([...fieldOf].map(([title, field]) => [field, title]));
  const forms = columns.map((column) => new Set(rules.titlesOf(column).map(formOf)));
  const isOf = (column: number) => (title: string | undefined) =>
    title !== undefined && forms[column]?.has(title) === true;
  const indexes = columns.map(({ field }, column) => {
    const chosen = titleOf.get(field);
    return chosen === undefined ? free.findIndex(isOf(column)) : titles.indexOf(chosen);
  });
  const misfit = chosenMisfit(titles, columns, choices, formOf);
  if (misfit !== undefined) return { ...misfit, indexes };
  const constants = choices.constants ?? {};
  const covered = columns.filter(({ field }, i) => indexes[i] !== -1 && Object.hasOwn(constants, field));
  if (covered.length > 0) return { ...duplicate(covered), constant: true, indexes };
  const present = new Set(
    columns
      .filter(({ field }, i) => indexes[i] !== -1 || Object.hasOwn(constants, field))
      .map(({ field }) => field),
  );
  const missing = columns.filter(({ field, required, requiredWithout }) => {
    const isRequired = required || (requiredWithout !== undefined && !present.has(requiredWithout));
    return isRequired && !present.has(field);
  });
  if (missing.length > 0) {
    return { ok: false, code: 'missing-column', columns: missing.map((column) => column.title), indexes };
  }
  const twice = columns.filter(
    ({ field }, i) => !titleOf.has(field) && free.findLastIndex(isOf(i)) !== indexes[i],
  );
  if (twice.length > 0) return { ...duplicate(twice), indexes };
  const chosen = titles.flatMap((title, index) => (fieldOf.has(title) ? [index] : []));
  return { ok: true, mapping: { type, cells, indexes, ...(chosen.length === 0 ? {} : { chosen }) } };
}

function duplicate(columns: readonly Column[]): Problem {
  return { ok: false, code: 'duplicate-column', columns: columns.map(({ title }) => title) };
}

/** Chosen titles must be there, and those of a column once; others that the file has may come as often as they like. */
function chosenMisfit(
  titles: readonly string[],
  columns: readonly Column[],
  choices: ColumnChoices,
  formOf: (title: string) => string,
): Problem | undefined {
  const chosen = Object.entries(choices.columns ?? {});
  const lacking = chosen.filter(([title]) => !titles.includes(formOf(title)));
  const twice = chosen.filter(
    ([title, field]) => field !== null && titles.indexOf(formOf(title)) !== titles.lastIndexOf(formOf(title)),
  );
  const [wrong, code] =
    lacking.length > 0 ? [lacking, 'missing-column' as const] : [twice, 'duplicate-column' as const];
  if (wrong.length === 0) return undefined;
  return {
    ok: false,
    code,
    columns: columns.filter(({ field }) => wrong.some(([, one]) => one === field)).map(({ title }) => title),
    titles: wrong.map(([title]) => title),
  };
}

/**
 * The record type a header was most likely written for, whether or not it is complete: the one with more of
 * the titles that only it has. Undefined when that does not decide.
 */
export function recognizeRecordType(cells: readonly string[]): RecordType | undefined {
  const titles = new Set(cells.map(normalizeTitle));
  const own = (type: RecordType): number => ownTitles(type).filter((title) => titles.has(title)).length;
  const [courses, certifications] = [own('courses'), own('certifications')];
  if (courses === certifications) return undefined;
  return courses > certifications ? 'courses' : 'certifications';
}

/**
 * How many titles of any template, or of which something was chosen, a header has, by which the delimiter is chosen.
 */
export function countKnownTitles(cells: readonly string[], { columns = {} }: ColumnChoices = {}): number {
  const known = new Set([
    ...RECORD_TYPES.flatMap(templateTitles),
    ...Object.keys(columns).map(normalizeTitle),
  ]);
  return new Set(cells.map(normalizeTitle).filter((title) => known.has(title))).size;
}

/** Whether a column has a title, in some language. */
export function isTitleOf(column: Column, title: string): boolean {
  const form = normalizeTitle(title);
  return titlesOf(column).some((one) => normalizeTitle(one) === form);
}

/** Whether some template has a title, given in the form of {@link normalizeTitle}. */
export function isTemplateTitle(title: string): boolean {
  return RECORD_TYPES.some((type) => templateTitles(type).includes(title));
}

/** The index of the `Errors` column, in any language, that our own error files have at the end, or -1. */
export function trailingErrorsColumn(cells: readonly string[]): number {
  const last = cells.findLastIndex((title) => normalizeTitle(title) !== '');
  return isOneOf(cells[last], ERRORS_TITLES) ? last : -1;
}

/**
 * The indexes of the columns that our own error files have added to a header: `Errors` at its end and, where it was
 * asked for, `Line` before it.
 */
export function addedColumns(cells: readonly string[]): ReadonlySet<number> {
  const errors = trailingErrorsColumn(cells);
  if (errors === -1) return new Set();
  return new Set(isOneOf(cells[errors - 1], LINE_TITLES) ? [errors - 1, errors] : [errors]);
}

// What is read back is no text of the catalogue: the pages read it too, and have only the catalogue of their language.

/** The title of the column that an error file adds. */
export const ERRORS_TITLES: Readonly<Record<Language, string>> = { en: 'Errors', es: 'Errores' };

/** The title of the column of the rows that a spreadsheet shows. */
export const LINE_TITLES: Readonly<Record<Language, string>> = { en: 'Line', es: 'Línea' };

function isOneOf(title: string | undefined, titles: Readonly<Record<Language, string>>): boolean {
  return title !== undefined && Object.values(titles).map(normalizeTitle).includes(normalizeTitle(title));
}

/** Those of every language, each once. */
function templateTitles(type: RecordType): string[] {
  return [...new Set(recordSchema(type).columns.flatMap(titlesOf).map(normalizeTitle))];
}

function ownTitles(type: RecordType): string[] {
  const others = new Set(RECORD_TYPES.filter((other) => other !== type).flatMap(templateTitles));
  return templateTitles(type).filter((title) => !others.has(title));
}

/**
 * The form under which titles are the same: letter case, white space, `_`, `-`, invisible characters, and a `*`, a `:` or
 * a hint in parentheses at the end, such as `(required)` or `(YYYY-MM-DD)`, do not count.
 */
export function normalizeTitle(title: string): string {
  let text = removeInvisible(unwrapCell(title, false)).trim();
  for (let end = endOfTitle(text); end > 0; end = endOfTitle(text)) text = text.slice(0, end).trimEnd();
  // Some systems write accents as characters of their own.
  return text
    .replaceAll(/[\s_-]+/g, '')
    .normalize('NFC')
    .toLowerCase();
}

/** Where the mark or the hint at the end of a title begins, or -1. */
function endOfTitle(text: string): number {
  const last = text.at(-1);
  if (last === '*' || last === ':') return text.length - 1;
  return last === ')' ? text.lastIndexOf('(') : -1;
}

/** The form under which titles were the same before. */
function earlierTitleForm(title: string): string {
  return unguardCell(title)
    .replaceAll(/[\s_]+/g, '')
    .toLowerCase();
}
