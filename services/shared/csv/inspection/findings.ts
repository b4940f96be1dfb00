import type { Delimiter } from '../dialect.ts';
import { addedColumns, isTitleOf, normalizeTitle } from '../header.ts';
import type { LineOf } from '../line-steps.ts';
import { recordSchema } from '../record-types.ts';
import type { Encoding } from '../text-decoder.ts';
import type { CountedValues, InspectedColumn, Inspection, Question, Warning } from './inspection.ts';
import { saysCompleted } from './statuses.ts';
import { count, list, quote, rowCount, shownRow } from './wording.ts';

const DELIMITER_NAMES: Readonly<Record<Delimiter, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** Bytes that are no text of the encoding, or are UTF-8 where another was chosen. */
export function encodingQuestions({ encoding }: Pick<Inspection, 'encoding'>, lineOf: LineOf): Question[] {
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
    const as =
      first?.example == null
        ? ''
        : ` Read as ${first.value}, the first of them is in ${quote(first.example)}.`;
    return [
      question(
        `${place(row, lineOf)} has bytes that are not ${nameOf(used)}, so the file is in another encoding.${as} Say which one it is, or save the file as "CSV UTF-8".`,
        row,
      ),
    ];
  }
  if (used === 'utf-8' || !utf8) return [];
  return [
    question(
      `All of the file is UTF-8, but it was to be read as ${nameOf(used)}: ${quote(first?.example ?? '')} would be stored as ${quote(example ?? '')}. Say which encoding it has.`,
      firstBeyondAsciiRow,
    ),
  ];
}

function place(row: number | null, lineOf: LineOf): string {
  if (row === null) return 'The file';
  return row === 0 ? 'The header' : `Row ${shownRow(row, lineOf)}`;
}

function nameOf(encoding: Encoding): string {
  return encoding === 'utf-8' ? 'UTF-8' : encoding;
}

export function delimiterQuestions({ dialect }: Pick<Inspection, 'dialect'>): Question[] {
  const { delimiter, rowsDelimiter } = dialect;
  if (rowsDelimiter === null) return [];
  return [
    {
      code: 'delimiter',
      message: `The header is separated by ${DELIMITER_NAMES[delimiter]}, but the rows by ${DELIMITER_NAMES[rowsDelimiter]}, so none of them can be read. Save the file with one delimiter.`,
      columns: [],
      row: 1,
      answers: [],
    },
  ];
}

/** Everything that is imported is stored as completed, so a column that says otherwise must not pass unseen. */
export function statusQuestions(statuses: readonly CountedValues[], type: Inspection['type']): Question[] {
  return statuses.flatMap(({ title, values, otherRows }) => {
    const others = values.filter(({ value }) => !saysCompleted(value, type));
    if (others.length === 0) return [];
    const rows = others.reduce((sum, { rows: some }) => sum + some, otherRows);
    const named = list(others.map(({ value, rows: some }) => `${quote(value)} (${rowCount(some)})`));
    return [
      {
        code: 'status-column',
        message: `The column ${quote(title)} looks like a status, and ${rowCount(rows)} of it say something else than completed: ${named}. Every row is stored as completed. Remove those that were not, or accept it.`,
        columns: [title],
        row: null,
        answers: [],
      },
    ];
  });
}

export function columnWarnings(columns: readonly InspectedColumn[], type: Inspection['type']): Warning[] {
  const added = addedColumns(columns.map(({ title }) => title));
  const unknown = columns.filter(
    ({ title, field, reason }, index) =>
      field === null && reason === null && normalizeTitle(title) !== '' && !added.has(index),
  );
  const replaced = new Map(unknown.flatMap(({ title }) => replacementOf(title, columns, type)));
  const warn = (titles: readonly string[], message: string): Warning => ({
    code: 'unknown-column',
    message,
    columns: titles.slice(0, MAX_TITLES_NAMED),
    row: null,
  });
  const suggested = unknown.filter(({ suggestion }) => suggestion !== null);
  const others = unknown
    .filter(({ title, suggestion }) => suggestion === null && !replaced.has(title))
    .map(({ title }) => title);
  const titleOf = (field: string | null) =>
    recordSchema(type).columns.find((column) => column.field === field)?.title ?? '';
  return [
    ...[...replaced].map(([title, other]) =>
      warn([title], `The column ${quote(title)} is not imported, since ${quote(other)} was chosen for it.`),
    ),
    ...suggested.map(({ title, suggestion }) =>
      warn(
        [title],
        `The column ${quote(title)} is not in the template, so it is not imported. Rename it to ${quote(titleOf(suggestion))} if that is what it holds.`,
      ),
    ),
    ...(others.length === 0
      ? []
      : [
          warn(
            others.map((title) => title.slice(0, MAX_TITLE_LENGTH)),
            others.length === 1
              ? `The column ${quote(others[0] ?? '')} is not in the template, so it is not imported.`
              : `${count(others.length)} columns are not in the template, so they are not imported: ${list(others.map(quote))}.`,
          ),
        ]),
  ];
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

export function courseTypeWarnings(courseTypes: CountedValues | null): Warning[] {
  if (courseTypes === null) return [];
  const { title, values, otherRows } = courseTypes;
  const unknown = values.filter(({ readAs }) => readAs === null);
  const rows = unknown.reduce((sum, { rows: some }) => sum + some, otherRows);
  if (rows === 0) return [];
  const named = list(unknown.map(({ value, rows: some }) => `${quote(value)} (${rowCount(some)})`));
  return [
    {
      code: 'course-type',
      message: `${rowCount(rows)} ${rows === 1 ? 'has' : 'have'} a course type that the LMS does not have, and will fail: ${named}.`,
      columns: [title],
      row: null,
    },
  ];
}

export function lookAlikeWarnings(groups: readonly (readonly string[])[], title: string): Warning[] {
  return groups.map((group) => ({
    code: 'look-alikes',
    message: `The course numbers ${list(group.map(withCodes))} look the same and are different courses. Correct them if one course is meant.`,
    columns: [title],
    row: null,
  }));
}

/** `"В02" (U+0412)`: letters beyond ASCII are named, since they look like others. */
function withCodes(text: string): string {
  const codes = [...text]
    .filter((character) => character > '\u007f')
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  return codes.length === 0 ? quote(text) : `${quote(text)} (${codes.slice(0, 3).join(', ')})`;
}
