import { titleIn } from '../column-texts.ts';
import { type ColumnChoices, type HeaderMisfit, normalizeTitle } from '../header.ts';
import { type RecordType, recordSchema } from '../record-types.ts';
import { suggestTitles } from './suggestions.ts';
import { type InspectionTexts, listed, quoted, quotedList, type Said } from './texts.ts';

/** Titles that an answer carries; a header may have 1,000 of any length. */
const MAX_FOUND = 50;
const MAX_TITLE_LENGTH = 100;

export interface HeaderProblem {
  readonly code: HeaderMisfit['code'];
  readonly detail: Said;
  /** the template's titles of the columns concerned */
  readonly columns: readonly string[];
  /** of a header that lacks columns: the titles that it has */
  readonly found?: readonly string[];
  /** titles that it has, each with the template's title that it may be meant for */
  readonly suggestions?: readonly { readonly title: string; readonly column: string }[];
}

type Misfit = Omit<HeaderMisfit, 'indexes'>;

/** Why a header does not fit: what is missing, what was found instead, and which of that may be meant for what. */
export function headerProblem(
  cells: readonly string[],
  misfit: Misfit,
  { type, ...choices }: ColumnChoices & { readonly type: RecordType },
): HeaderProblem {
  const { code, columns } = misfit;
  if (code === 'duplicate-column')
    return { code, columns, detail: (texts) => duplicateDetail(misfit, texts) };
  const titles = cells.map((cell) => cell.trim()).filter((cell) => normalizeTitle(cell) !== '');
  const suggestions = suggestTitles(cells, type, choices);
  const found = titles.slice(0, MAX_FOUND).map((title) => title.slice(0, MAX_TITLE_LENGTH));
  const detail: Said = (texts) => missingDetail(misfit, { type, titles, suggestions }, texts);
  return { code, columns, detail, found, suggestions };
}

interface FoundTitles {
  readonly type: RecordType;
  readonly titles: readonly string[];
  readonly suggestions: readonly { readonly title: string; readonly column: string }[];
}

function missingDetail(
  misfit: Misfit,
  { type, titles, suggestions }: FoundTitles,
  texts: InspectionTexts,
): string {
  const { text } = texts;
  const meant = suggestions.map(({ title, column }) =>
    text('inspection.meant', { title: quoted(texts, title), column: titleIn(column, texts.language) }),
  );
  return [
    misfit.titles === undefined
      ? text('inspection.missing-columns', { titles: missingTitles(type, misfit.columns, texts) })
      : text('inspection.missing-chosen-columns', { titles: quotedList(texts, misfit.titles) }),
    titles.length === 0
      ? text('inspection.no-titles')
      : text('inspection.found-titles', { titles: quotedList(texts, titles) }),
    ...(meant.length === 0 ? [] : [text('inspection.rename', { meant: listed(texts, meant) })]),
  ].join(' ');
}

function duplicateDetail({ columns, titles, constant }: Misfit, texts: InspectionTexts): string {
  const ofTemplate = titlesIn(texts, columns).join(', ');
  if (constant === true) return texts.text('inspection.constant-of-column', { titles: ofTemplate });
  const twice = titles === undefined ? ofTemplate : quotedList(texts, titles);
  return texts.text('inspection.duplicate-columns', { titles: twice });
}

/** Of columns of which one is enough both are missing, and only one is needed. */
function missingTitles(type: RecordType, titles: readonly string[], texts: InspectionTexts): string {
  const alternatives = recordSchema(type)
    .columns.filter(({ title, requiredWithout }) => requiredWithout !== undefined && titles.includes(title))
    .map(({ title }) => title);
  const [first, second] = titlesIn(texts, alternatives);
  if (first === undefined || second === undefined) return titlesIn(texts, titles).join(', ');
  const others = titles.filter((title) => !alternatives.includes(title));
  return [texts.text('inspection.one-of', { first, second }), ...titlesIn(texts, others)].join(', ');
}

/** The template's titles, as a language has them. */
function titlesIn({ language }: InspectionTexts, titles: readonly string[]): string[] {
  return titles.map((title) => titleIn(title, language));
}
