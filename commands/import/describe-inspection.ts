import {
  type Inspection,
  isQuestionCode,
  type OpenQuestion,
  type Warning,
} from '#shared/csv/inspection/inspection.ts';
import { quote } from '#shared/csv/inspection/wording.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import { count, rowCount } from './counts.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** What a file is, line by line. */
export function describeInspection(inspection: Inspection): string[] {
  const { type, rows, encoding, dialect, dates } = inspection;
  return [
    `${recordSchema(type).name}, ${rowCount(rows)}, ${encoding.used}${encoding.byteOrderMark ? ' with a byte order mark' : ''}, separated by ${DELIMITERS[dialect.delimiter]}`,
    ...notes(inspection),
    '',
    ...describeColumns(inspection),
    '',
    `Dates are read as ${dates.used}${dates.chosen ? '' : ', since no format was chosen'}.`,
    ...dates.columns.map(({ title, values, formats }) => {
      const readBy = formats
        .filter(({ reads }) => reads > 0)
        .map(({ format, reads }) => `${format} reads ${count(reads)}`);
      return `  ${title}: ${count(values)} values; ${readBy.length === 0 ? 'no format reads any' : readBy.join(', ')}`;
    }),
    ...describeWarnings(inspection.warnings),
    ...describeQuestions(inspection.questions),
  ];
}

function notes({ dialect, text }: Inspection): string[] {
  return [
    ...(dialect.separatorLine ? ['The first line only names the delimiter, and is left out.'] : []),
    ...(dialect.quotedLines ? ['Each line is enclosed in quotes as a whole, which are taken off.'] : []),
    ...(dialect.trailer ? ['Ctrl-Z or NULs behind the last row are left out.'] : []),
    ...(text.invisible.cells > 0
      ? [
          `Invisible characters are removed from ${count(text.invisible.cells)} cells, first in row ${count(text.invisible.firstRow ?? 0)}.`,
        ]
      : []),
  ];
}

function describeColumns({ type, columns }: Inspection): string[] {
  const titleOf = (field: string | null) =>
    recordSchema(type).columns.find((one) => one.field === field)?.title;
  return columns
    .filter(({ title, filled }) => title !== '' || filled > 0)
    .map(({ title, field, suggestion, filled, values }) => {
      const meant = suggestion === null ? 'not imported' : `not imported; may be ${titleOf(suggestion)}`;
      const samples = values.map(quote).join(', ');
      return `  ${quote(title)} → ${field === null ? meant : titleOf(field)} (${rowCount(filled)}${samples === '' ? '' : `: ${samples}`})`;
    });
}

export function describeWarnings(warnings: readonly Warning[]): string[] {
  return warnings.map(({ message }) => `Warning: ${message}`);
}

function describeQuestions(questions: readonly OpenQuestion[]): string[] {
  return questions.flatMap(({ code, message, answers }) => [
    `Question (${code}): ${message}`,
    ...answers.map(
      ({ parameter, value, example }) =>
        `  --${parameter === 'dateFormat' ? 'date-format' : parameter} ${value}${example === null ? '' : `  (${quote(example)})`}`,
    ),
    ...(isQuestionCode(code) ? [`  --accept ${code}  (as it is)`] : []),
  ]);
}
