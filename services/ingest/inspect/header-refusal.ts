import { type HeaderMatch, normalizeTitle } from '#shared/csv/header.ts';
import { suggestTitles } from '#shared/csv/inspection/suggestions.ts';
import { list, quote } from '#shared/csv/inspection/wording.ts';
import { type RecordType, recordSchema } from '#shared/csv/record-types.ts';
import { Refusal } from '#shared/http/refusal.ts';

type Misfit = Extract<HeaderMatch, { ok: false }>;

/** Titles that an answer carries; a header may have 1,000 of any length. */
const MAX_FOUND = 50;
const MAX_TITLE_LENGTH = 100;

/** Why a header does not fit: what is missing, what was found instead, and which of that may be meant for what. */
export function headerRefusal(
  cells: readonly string[],
  type: RecordType,
  { code, columns }: Misfit,
): Refusal {
  if (code === 'duplicate-column') {
    return new Refusal(code, `The file's first line has a column more than once: ${columns.join(', ')}.`, {
      extensions: { columns },
    });
  }
  const found = cells.map((cell) => cell.trim()).filter((cell) => normalizeTitle(cell) !== '');
  const suggestions = suggestTitles(cells, type);
  const meant = suggestions.map(({ title, column }) => `${quote(title)} may be ${column}`);
  return new Refusal(
    code,
    [
      `The file's first line must have the template's column titles; these are missing: ${missingTitles(type, columns)}.`,
      `It has ${found.length === 0 ? 'no titles' : list(found.map(quote))}.`,
      ...(meant.length === 0 ? [] : [`${list(meant)}: rename what is.`]),
    ].join(' '),
    {
      extensions: {
        columns,
        found: found.slice(0, MAX_FOUND).map((title) => title.slice(0, MAX_TITLE_LENGTH)),
        suggestions,
      },
    },
  );
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
