import type { Request } from 'express';
import { columnTexts } from '#shared/csv/column-texts.ts';
import { type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { LmsError } from '#shared/errors.ts';
import { message, type Said } from '#shared/texts/texts-of.ts';
import { foldSql, foldText, searchWords } from '../http/search-words.ts';

export interface ReportColumn {
  readonly key: string;
  readonly title: Said;
  readonly type: 'text' | 'number' | 'date';
  /** What files for people say in place of its values, where these are codes. */
  readonly words?: Readonly<Record<string, Said>>;
}

/** A report with its filters filled in: what to ask ClickHouse. */
export interface ReportQuery {
  readonly columns: readonly ReportColumn[];
  /**
   * A SELECT that names its columns by the keys above, and further ones for `identity`. It binds `{tenant: UInt32}`
   * and `parameters`; no value stands in the text.
   */
  readonly select: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Where the rows themselves are cheap to find and only some columns are not. */
  readonly outline?: Outline;
  /** Columns of `select` that together name one row, so that pages neither repeat rows nor leave any out. */
  readonly identity: readonly { readonly name: string; readonly type: 'String' | 'UInt64' }[];
  readonly defaultSort: Sort;
  /** Keys of the columns whose numbers add up over rows. People do not: somebody may hold several certifications. */
  readonly additive?: readonly string[];
}

/** By this, rows are counted, and a page that is sorted by one of its columns is found. */
export interface Outline {
  /** The same rows as the report's `select`, with `columns` and those of `identity` only. */
  readonly select: string;
  readonly columns: readonly string[];
  /** The report's `select` for few rows: those whose `identity` the SELECT `rows` gives. */
  selectOf(rows: string): string;
}

export interface Sort {
  readonly key: string;
  readonly order: 'asc' | 'desc';
}

export interface Report {
  readonly name: string;
  readonly title: Said;
  /** The query parameters by which it can be narrowed down. */
  readonly filters: readonly string[];
  /** @throws Refusal `invalid-parameter` */
  query(request: Request): ReportQuery;
}

export function text(key: string, title: Said, words?: ReportColumn['words']): ReportColumn {
  return { key, title, type: 'text', ...(words === undefined ? {} : { words }) };
}

export function number(key: string, title: Said): ReportColumn {
  return { key, title, type: 'number' };
}

export function date(key: string, title: Said): ReportColumn {
  return { key, title, type: 'date' };
}

/** What the template calls a field. */
export function templateTitle(type: RecordType, field: string): Said {
  const column = recordSchema(type).columns.find((one) => one.field === field);
  if (column === undefined) throw new LmsError('unexpected', `No column of ${type} is ${field}`);
  return ({ language }) => columnTexts(column, language).title;
}

/** The person of a record, by the columns that reports about records share. */
export const PERSON_COLUMNS: readonly ReportColumn[] = [
  text('username', message('report-columns.username')),
  text('employeeId', message('report-columns.employee-id')),
  text('firstName', message('report-columns.first-name')),
  text('lastName', message('report-columns.last-name')),
];

/** Those columns, of the table expression `person` below. */
export const PERSON_SELECT =
  'person.username AS username, person.employee_id AS employeeId, person.first_name AS firstName, person.last_name AS lastName';

/** A record's person; the record stays where the mirror does not have the person yet. */
export const PERSON_JOIN = `LEFT ANY JOIN (
    SELECT person_id, username, employee_id, first_name, last_name FROM people FINAL WHERE tenant_id = {tenant: UInt32}
  ) AS person ON person.person_id = record.person_id`;

/**
 * A condition that finds every word of `{search: String}`, which {@link searchParameter} makes, anywhere in the given
 * expressions, whatever the case, accents and order.
 */
export function searchCondition(search: string | undefined, ...expressions: readonly string[]): string {
  if (searchParameter(search) === undefined) return '';
  const all = expressions.map((expression) => `ifNull(${expression}, '')`).join(", ' ', ");
  return `AND arrayAll(word -> position(${foldSql(`concat(${all}, '')`)}, word) > 0, splitByChar(' ', {search: String}))`;
}

/** The words of a search as {@link searchCondition} takes them; undefined where there are none. */
export function searchParameter(search: string | undefined): string | undefined {
  const words = searchWords(search ?? '').map(foldText);
  return words.length === 0 ? undefined : words.join(' ');
}

/** The parameters that are there. */
export function bound(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
