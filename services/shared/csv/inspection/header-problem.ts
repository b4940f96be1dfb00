import { type ColumnChoices, type HeaderMisfit, normalizeTitle } from '../header.ts';
import { type RecordType, recordSchema } from '../record-types.ts';
import { suggestTitles } from './suggestions.ts';
import { list, quote } from './wording.ts';

/** Titles that an answer carries; a header may have 1,000 of any length. */
const MAX_FOUND = 50;
const MAX_TITLE_LENGTH = 100;

export interface HeaderProblem {
  readonly code: HeaderMisfit['code'];
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
  misfit: Omit<HeaderMisfit, 'indexes'>,
  { type, ...choices }: ColumnChoices & { readonly type: RecordType },
): HeaderProblem {
  const { code, columns } = misfit;
  if (code === 'duplicate-column') return { code, columns, detail: duplicateDetail(misfit) };
  const titles = cells.map((cell) => cell.trim()).filter((cell) => normalizeTitle(cell) !== '');
  const suggestions = suggestTitles(cells, type, choices);
  const meant = suggestions.map(({ title, column }) => `${quote(title)} may be ${column}`);
  const sentences = [
    misfit.titles === undefined
      ? `The file's first line must have the template's column titles; these are missing: ${missingTitles(type, columns)}.`
      : `The settings name columns that the file's first line does not have: ${list(misfit.titles.map(quote))}.`,
    `It has ${titles.length === 0 ? 'no titles' : list(titles.map(quote))}.`,
    ...(meant.length === 0 ? [] : [`${list(meant)}. Rename those that are.`]),
  ];
  const found = titles.slice(0, MAX_FOUND).map((title) => title.slice(0, MAX_TITLE_LENGTH));
  return { code, columns, detail: sentences.join(' '), found, suggestions };
}

function duplicateDetail({ columns, titles, constant }: Omit<HeaderMisfit, 'indexes'>): string {
  if (constant === true)
    return `The settings give one text for all rows of ${columns.join(', ')}, but the file has a column for it. Leave the text out, or say that the column is not imported.`;
  return `The file's first line has a column more than once: ${titles === undefined ? columns.join(', ') : list(titles.map(quote))}.`;
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
