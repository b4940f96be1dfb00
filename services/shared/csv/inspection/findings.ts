import { columnTexts } from '../column-texts.ts';
import type { Delimiter } from '../dialect.ts';
import { addedColumns, isTitleOf, normalizeTitle } from '../header.ts';
import type { LineOf } from '../line-steps.ts';
import { recordSchema } from '../record-types.ts';
import type { Encoding } from '../text-decoder.ts';
import type { CountedValues, InspectedColumn, Inspection, Question, Warning } from './inspection.ts';
import { saysCompleted } from './statuses.ts';
import { type InspectionTexts, listed, quoted, quotedList } from './texts.ts';
import { shownRow } from './wording.ts';

/** Delimiters by what messages call them. */
const DELIMITER_NAMES = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
} as const satisfies Readonly<Record<Delimiter, string>>;

/** Bytes that are no text of the encoding, or are UTF-8 where another was chosen. */
export function encodingQuestions(
  { encoding }: Pick<Inspection, 'encoding'>,
  lineOf: LineOf,
  texts: InspectionTexts,
): Question[] {
  const { used, valid, utf8, firstInvalidRow: row, firstBeyondAsciiRow, example, proposals } = encoding;
  const [first] = proposals;
  const question = (message: string, at: number | null): Question => ({
    code: 'encoding',
    message,
    columns: [],
    row: at,
    answers: proposals,
  });
  if (!valid) {
    const where = { ...placeOf(row, lineOf), encoding: nameOf(used) };
    const message =
      first?.example == null
        ? texts.text('inspection.not-of-encoding', where)
        : texts.text('inspection.not-of-encoding-but', {
            ...where,
            proposed: first.value,
            example: quoted(texts, first.example),
          });
    return [question(message, row)];
  }
  if (used === 'utf-8' || !utf8) return [];
  const message = texts.text('inspection.is-utf-8', {
    encoding: nameOf(used),
    value: quoted(texts, first?.example ?? ''),
    stored: quoted(texts, example ?? ''),
  });
  return [question(message, firstBeyondAsciiRow)];
}

function placeOf(row: number | null, lineOf: LineOf) {
  const place = row === null ? 'file' : row === 0 ? 'header' : 'row';
  return { place, row: shownRow(row ?? 0, lineOf) };
}

function nameOf(encoding: Encoding): string {
  return encoding === 'utf-8' ? 'UTF-8' : encoding;
}

export function delimiterQuestions(
  { dialect }: Pick<Inspection, 'dialect'>,
  { text }: InspectionTexts,
): Question[] {
  const { delimiter, rowsDelimiter } = dialect;
  if (rowsDelimiter === null) return [];
  const names = { header: DELIMITER_NAMES[delimiter], rows: DELIMITER_NAMES[rowsDelimiter] };
  return [
    { code: 'delimiter', message: text('inspection.delimiter', names), columns: [], row: 1, answers: [] },
  ];
}

/** Everything that is imported is stored as completed, so a column that says otherwise must not pass unseen. */
export function statusQuestions(
  statuses: readonly CountedValues[],
  type: Inspection['type'],
  texts: InspectionTexts,
): Question[] {
  return statuses.flatMap(({ title, values, otherRows }) => {
    const others = values.filter(({ value }) => !saysCompleted(value, type));
    if (others.length === 0) return [];
    const rows = others.reduce((sum, { rows: some }) => sum + some, otherRows);
    return [
      {
        code: 'status-column',
        message: texts.text('inspection.status-column', {
          title: quoted(texts, title),
          rows,
          values: withRows(others, texts),
        }),
        columns: [title],
        row: null,
        answers: [],
      },
    ];
  });
}

/** Values of the file, each with how many rows have it. */
function withRows(values: CountedValues['values'], texts: InspectionTexts): string {
  return listed(
    texts,
    values.map(({ value, rows }) =>
      texts.text('inspection.value-rows', { value: quoted(texts, value), rows }),
    ),
  );
}

export function columnWarnings(
  columns: readonly InspectedColumn[],
  type: Inspection['type'],
  texts: InspectionTexts,
): Warning[] {
  const added = addedColumns(columns.map(({ title }) => title));
  const unknown = columns.filter(
    ({ title, field, reason }, index) =>
      field === null && reason === null && normalizeTitle(title) !== '' && !added.has(index),
  );
  const replaced = new Map(unknown.flatMap(({ title }) => replacementOf(title, columns, type)));
  const others = unknown.filter(({ title, suggestion }) => suggestion === null && !replaced.has(title));
  return [
    ...[...replaced].map(([title, other]) => {
      const values = { title: quoted(texts, title), chosen: quoted(texts, other) };
      return unknownColumn([title], texts.text('inspection.replaced-column', values));
    }),
    ...unknown
      .filter(({ suggestion }) => suggestion !== null)
      .map(({ title, suggestion }) => {
        const values = {
          title: quoted(texts, title),
          suggestion: quoted(texts, titleOf(suggestion, type, texts)),
        };
        return unknownColumn([title], texts.text('inspection.renamable-column', values));
      }),
    ...otherColumns(
      others.map(({ title }) => title),
      texts,
    ),
  ];
}

function otherColumns(titles: readonly string[], texts: InspectionTexts): Warning[] {
  const [first] = titles;
  if (first === undefined) return [];
  const message =
    titles.length === 1
      ? texts.text('inspection.unknown-column', { title: quoted(texts, first) })
      : texts.text('inspection.unknown-columns', { count: titles.length, titles: quotedList(texts, titles) });
  return [
    unknownColumn(
      titles.map((title) => title.slice(0, MAX_TITLE_LENGTH)),
      message,
    ),
  ];
}

function unknownColumn(titles: readonly string[], message: string): Warning {
  return { code: 'unknown-column', message, columns: titles.slice(0, MAX_TITLES_NAMED), row: null };
}

/** What the template calls a field. */
function titleOf(field: string | null, type: Inspection['type'], { language }: InspectionTexts): string {
  const column = recordSchema(type).columns.find((one) => one.field === field);
  return column === undefined ? '' : columnTexts(column, language).title;
}

/** Which column was chosen instead of one that has a title of the template. */
function replacementOf(
  title: string,
  columns: readonly InspectedColumn[],
  type: Inspection['type'],
): [title: string, chosen: string][] {
  const column = recordSchema(type).columns.find((one) => isTitleOf(one, title));
  const chosen = columns.find(({ field }) => column !== undefined && field === column.field);
  return chosen === undefined ? [] : [[title, chosen.title]];
}

/** A file may have 1,000 titles of any length; the inspection lists them all, an import's warnings only some. */
const MAX_TITLES_NAMED = 20;
const MAX_TITLE_LENGTH = 100;

export function courseTypeWarnings(courseTypes: CountedValues | null, texts: InspectionTexts): Warning[] {
  if (courseTypes === null) return [];
  const { title, values, otherRows } = courseTypes;
  const unknown = values.filter(({ readAs }) => readAs === null);
  const rows = unknown.reduce((sum, { rows: some }) => sum + some, otherRows);
  if (rows === 0) return [];
  return [
    {
      code: 'course-type',
      message: texts.text('inspection.course-type', { rows, values: withRows(unknown, texts) }),
      columns: [title],
      row: null,
    },
  ];
}

export function lookAlikeWarnings(
  groups: readonly (readonly string[])[],
  title: string,
  texts: InspectionTexts,
): Warning[] {
  return groups.map((group) => {
    const numbers = listed(
      texts,
      group.map((number) => withCodes(number, texts)),
    );
    const message = texts.text('inspection.look-alikes', { numbers });
    return { code: 'look-alikes', message, columns: [title], row: null };
  });
}

/** `"В02" (U+0412)`: letters beyond ASCII are named, since they look like others. */
function withCodes(value: string, texts: InspectionTexts): string {
  const codes = [...value]
    .filter((character) => character > '\u007f')
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  const shown = quoted(texts, value);
  return codes.length === 0 ? shown : `${shown} (${codes.slice(0, 3).join(', ')})`;
}
