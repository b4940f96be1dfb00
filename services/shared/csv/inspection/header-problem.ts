import { type HeaderMatch, normalizeTitle } from '../header.ts';
import { type RecordType, recordSchema } from '../record-types.ts';
import { suggestTitles } from './suggestions.ts';
import { list, quote } from './wording.ts';

type Misfit = Pick<Extract<HeaderMatch, { ok: false }>, 'code' | 'columns'>;

/** Titles that an answer carries; a header may have 1,000 of any length. */
const MAX_FOUND = 50;
const MAX_TITLE_LENGTH = 100;

export interface HeaderProblem {
  readonly code: Misfit['code'];
  readonly detail: string;
  /** the template's titles of the columns concerned */
  readonly columns: readonly string[];
  /** of a header that lacks columns: the titles that it has */
  readonly found?: readonly string[];
  /** titles that it has, each with the template's title that it may be meant for */
  readonly suggestions?: readonly { readonly title: string; readonly column: string }[];
}

/** Why a header does not fit: what is missing, what was found instead, and which of that may be meant for what. */
export function headerProblem(
  cells: readonly string[],
  type: RecordType,
  { code, columns }: Misfit,
): HeaderProblem {
  if (code === 'duplicate-column') {
    return {
      code,
      columns,
      detail: `The file's first line has a column more than once: ${columns.join(', ')}.`,
    };
  }
  const titles = cells.map((cell) => cell.trim()).filter((cell) => normalizeTitle(cell) !== '');
  const suggestions = suggestTitles(cells, type);
  const meant = suggestions.map(({ title, column }) => `${quote(title)} may be ${column}`);
  const sentences = [
    `The file's first line must have the template's column titles; these are missing: ${missingTitles(type, columns)}.`,
    `It has ${titles.length === 0 ? 'no titles' : list(titles.map(quote))}.`,
    ...(meant.length === 0 ? [] : [`${list(meant)}. Rename those that are.`]),
  ];
  const found = titles.slice(0, MAX_FOUND).map((title) => title.slice(0, MAX_TITLE_LENGTH));
  return { code, columns, detail: sentences.join(' '), found, suggestions };
}

/** Of columns of which one is enough both are missing, and only one is needed. */
function missingTitles(type: RecordType, titles: readonly string[]): string {
  const alternatives = recordSchema(type)
    .columns.filter(({ title, requiredWithout }) => requiredWithout !== undefined && titles.includes(title))
    .map(({ title }) => title);
  if (alternatives.length < 2) return titles.join(', ');
  const others = titles.filter((title) => !alternatives.includes(title));
  return [`one of ${alternatives.join(' and ')}`, ...others].join(', ');
}
