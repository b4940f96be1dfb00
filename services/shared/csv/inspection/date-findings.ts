import { DATE_FORMATS, type DateFormat, parseDate } from '../date-formats.ts';
import type { LineOf } from '../line-steps.ts';
import type { InspectedColumn, InspectedDates, Question, Warning } from './inspection.ts';
import { count, quote, shownRow } from './wording.ts';

/** What a file's dates are read as when nobody says otherwise. */
export const DEFAULT_DATE_FORMAT: DateFormat = 'YYYY-MM-DD';

interface Totals {
  readonly values: number;
  readonly reads: (format: DateFormat) => number;
}

/**
 * What is to be asked or said of a file's dates. Nobody chose a format, and another one reads as many of them as the usual
 * one: a question. Some are not of the format that they are read as: a warning.
 */
export function dateFindings(
  dates: readonly InspectedDates[],
  columns: readonly InspectedColumn[],
  { chosen, lineOf }: { readonly chosen: DateFormat | undefined; readonly lineOf: LineOf },
): { questions: Question[]; warnings: Warning[] } {
  const totals = totalsOf(dates);
  if (totals.values === 0) return { questions: [], warnings: [] };
  const used = chosen ?? DEFAULT_DATE_FORMAT;
  const most = Math.max(...DATE_FORMATS.map(totals.reads));
  const best = DATE_FORMATS.filter((format) => totals.reads(format) === most);
  if (chosen === undefined && most > 0 && best.some((format) => format !== used)) {
    return { questions: [dateQuestion(dates, columns, totals, best)], warnings: [] };
  }
  return {
    questions: [],
    warnings: totals.reads(used) < totals.values ? [dateWarning(dates, totals, { used, lineOf })] : [],
  };
}

function totalsOf(dates: readonly InspectedDates[]): Totals {
  const reads = (format: DateFormat) =>
    dates
      .flatMap(({ formats }) => formats)
      .reduce((sum, one) => sum + (one.format === format ? one.reads : 0), 0);
  return { values: dates.reduce((sum, { values }) => sum + values, 0), reads };
}

function dateQuestion(
  dates: readonly InspectedDates[],
  columns: readonly InspectedColumn[],
  totals: Totals,
  best: readonly DateFormat[],
): Question {
  const titles = dates.filter(({ values }) => values > 0).map(({ title }) => title);
  const samples = columns.filter(({ title }) => titles.includes(title)).flatMap(({ values }) => values);
  const dateOf = (value: string, format: DateFormat) => parseDate(value, format).date ?? null;
  // One that the formats read differently says most.
  const isRead = (value: string) => best.every((format) => dateOf(value, format) !== null);
  const sample =
    samples.find((value) => isRead(value) && new Set(best.map((format) => dateOf(value, format))).size > 1) ??
    samples.find(isRead) ??
    '';
  const reads = totals.reads(best[0] ?? DEFAULT_DATE_FORMAT);
  const read =
    reads === totals.values ? `all ${count(reads)}` : `${count(reads)} of the ${count(totals.values)}`;
  const usual = totals.reads(DEFAULT_DATE_FORMAT);
  const message =
    best.length > 1
      ? `The file's dates, such as ${quote(sample)}, can be read as ${best.join(' or as ')}: each reads ${read}. Say which of them the file means.`
      : `The file's dates, such as ${quote(sample)}, look like ${best[0]}, which reads ${read}; ${DEFAULT_DATE_FORMAT} reads ${usual === 0 ? 'none' : count(usual)}. Say how the file writes dates.`;
  return {
    code: 'date-format',
    message,
    columns: titles,
    row: firstUnread(dates, DEFAULT_DATE_FORMAT)?.row ?? null,
    answers: best.map((value) => ({ parameter: 'dateFormat', value, example: dateOf(sample, value) })),
  };
}

function dateWarning(
  dates: readonly InspectedDates[],
  totals: Totals,
  { used, lineOf }: { readonly used: DateFormat; readonly lineOf: LineOf },
): Warning {
  const first = firstUnread(dates, used);
  const all = DATE_FORMATS.filter((format) => totals.reads(format) === totals.values);
  const unread = totals.values - totals.reads(used);
  const value = `${quote(first?.value ?? '')} in row ${shownRow(first?.row ?? 0, lineOf)}`;
  const others = unread === 1 ? '' : ` (so are ${count(unread - 1)} more)`;
  const reads = totals.values === 1 ? 'reads it' : `reads all ${count(totals.values)} dates of the file`;
  return {
    code: 'date-format',
    message:
      all.length > 0
        ? `${value} cannot be ${used}; ${all.join(' or ')} ${reads}.`
        : `${value} is no date of the form ${used}${others}; such rows fail.`,
    columns: first === undefined ? [] : [first.title],
    row: first?.row ?? null,
  };
}

function firstUnread(dates: readonly InspectedDates[], used: DateFormat) {
  const found = dates.flatMap(({ title, formats }) =>
    formats.flatMap(({ format, firstUnread: first }) =>
      format === used && first !== null ? [{ title, ...first }] : [],
    ),
  );
  return found.sort((a, b) => a.row - b.row)[0];
}
