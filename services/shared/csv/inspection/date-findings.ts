import { DATE_FORMATS, type DateFormat, parseDate } from '../date-formats.ts';
import type { LineOf } from '../line-steps.ts';
import type { InspectedColumn, InspectedDates, Question, Warning } from './inspection.ts';
import { either, type InspectionTexts, quoted } from './texts.ts';
import { shownRow } from './wording.ts';

/** What a file's dates are read as when nobody says otherwise. */
export const DEFAULT_DATE_FORMAT: DateFormat = 'YYYY-MM-DD';

interface Totals {
  readonly values: number;
  readonly reads: (format: DateFormat) => number;
}

interface DateOptions {
  /** Undefined when nobody chose one. */
  readonly chosen: DateFormat | undefined;
  readonly lineOf: LineOf;
  readonly texts: InspectionTexts;
}

/**
 * What is to be asked or said of a file's dates. Nobody chose a format, and another one reads as many of them as the usual
 * one: a question. Some are not of the format that they are read as: a warning.
 */
export function dateFindings(
  dates: readonly InspectedDates[],
  columns: readonly InspectedColumn[],
  { chosen, lineOf, texts }: DateOptions,
): { questions: Question[]; warnings: Warning[] } {
  const totals = totalsOf(dates);
  if (totals.values === 0) return { questions: [], warnings: [] };
  const used = chosen ?? DEFAULT_DATE_FORMAT;
  const most = Math.max(...DATE_FORMATS.map(totals.reads));
  const best = DATE_FORMATS.filter((format) => totals.reads(format) === most);
  if (chosen === undefined && most > 0 && best.some((format) => format !== used)) {
    return { questions: [dateQuestion(dates, columns, { totals, best, texts })], warnings: [] };
  }
  return {
    questions: [],
    warnings: totals.reads(used) < totals.values ? [dateWarning(dates, totals, { used, lineOf, texts })] : [],
  };
}

function totalsOf(dates: readonly InspectedDates[]): Totals {
  const reads = (format: DateFormat) =>
    dates
      .flatMap(({ formats }) => formats)
      .reduce((sum, one) => sum + (one.format === format ? one.reads : 0), 0);
  return { values: dates.reduce((sum, { values }) => sum + values, 0), reads };
}

interface QuestionedDates {
  readonly totals: Totals;
  /** The formats that read the most. */
  readonly best: readonly DateFormat[];
  readonly texts: InspectionTexts;
}

function dateQuestion(
  dates: readonly InspectedDates[],
  columns: readonly InspectedColumn[],
  { totals, best, texts }: QuestionedDates,
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
  const [first = DEFAULT_DATE_FORMAT] = best;
  const reads = totals.reads(first);
  const all = reads === totals.values ? 'yes' : 'no';
  const read = { value: quoted(texts, sample), all, reads, values: totals.values };
  const { text } = texts;
  const message =
    best.length > 1
      ? text('inspection.several-date-formats', { ...read, formats: orAs(best, texts) })
      : text('inspection.other-date-format', {
          ...read,
          format: first,
          usual: DEFAULT_DATE_FORMAT,
          usualReads: totals.reads(DEFAULT_DATE_FORMAT),
        });
  return {
    code: 'date-format',
    message,
    columns: titles,
    row: firstUnread(dates, DEFAULT_DATE_FORMAT)?.row ?? null,
    answers: best.map((value) => ({ parameter: 'dateFormat', value, example: dateOf(sample, value) })),
  };
}

function orAs(formats: readonly string[], { text }: InspectionTexts): string {
  return formats.reduce((first, second) => text('inspection.or-as', { first, second }));
}

interface WarnedDates {
  readonly used: DateFormat;
  readonly lineOf: LineOf;
  readonly texts: InspectionTexts;
}

function dateWarning(
  dates: readonly InspectedDates[],
  totals: Totals,
  { used, lineOf, texts }: WarnedDates,
): Warning {
  const first = firstUnread(dates, used);
  const all = DATE_FORMATS.filter((format) => totals.reads(format) === totals.values);
  const unread = {
    value: quoted(texts, first?.value ?? ''),
    row: shownRow(first?.row ?? 0, lineOf),
    format: used,
  };
  return {
    code: 'date-format',
    message:
      all.length > 0
        ? texts.text('inspection.date-of-other-format', {
            ...unread,
            others: either(texts, all),
            values: totals.values,
          })
        : texts.text('inspection.no-date', { ...unread, more: totals.values - totals.reads(used) - 1 }),
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
