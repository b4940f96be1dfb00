import { synonymsOf, titlesOf } from '../column-texts.ts';
import { type ColumnChoices, isTitleOf, normalizeTitle } from '../header.ts';
import { type Column, type RecordType, recordSchema } from '../record-types.ts';
import { withoutAccents } from './accents.ts';

/**
 * Prepares the suggestion of columns for titles that the template does not have: by the titles that other systems use,
 * in any language, and whatever the accents. No column is suggested twice, or beside one that the file has.
 *
 * @param indexes of the header's cells, as `matchHeader` gives them
 * @param chosen cells of which it is known what they are
 */
export function suggestColumns(
  cells: readonly string[],
  type: RecordType,
  indexes: readonly number[],
  chosen: readonly number[] = [],
): ReadonlyMap<number, Column> {
  const { columns } = recordSchema(type);
  const synonyms = columns.map(
    (column) => new Set([...synonymsOf(column), ...titlesOf(column)].map(looseForm)),
  );
  const suggested = new Map<number, Column>();
  const taken = new Set(columns.filter((_, column) => (indexes[column] ?? -1) !== -1));
  for (const [index, cell] of cells.entries()) {
    if (indexes.includes(index) || chosen.includes(index)) continue;
    const title = looseForm(cell);
    const column = columns.find((one, i) => !taken.has(one) && synonyms[i]?.has(title));
    if (column === undefined) continue;
    taken.add(column);
    suggested.set(index, column);
  }
  return suggested;
}

/** As `suggestColumns`, of a header that does not fit: its titles by the column each may be meant for. */
export function suggestTitles(
  cells: readonly string[],
  type: RecordType,
  choices: ColumnChoices = {},
): { title: string; column: string }[] {
  const titles = cells.map(normalizeTitle);
  const fieldOf = new Map(
    Object.entries(choices.columns ?? {}).map(([title, field]) => [normalizeTitle(title), field]),
  );
  const chosen = titles.flatMap((title, index) => (fieldOf.has(title) ? [index] : []));
  const indexes = recordSchema(type).columns.map((column) => {
    const index = chosen.find((one) => fieldOf.get(titles[one] ?? '') === column.field);
    return index ?? cells.findIndex((cell) => isTitleOf(column, cell));
  });
  return [...suggestColumns(cells, type, indexes, chosen)].map(([index, column]) => ({
    title: cells[index]?.trim() ?? '',
    column: column.title,
  }));
}

/** The form under which titles are the same, whatever their accents. */
function looseForm(title: string): string {
  return withoutAccents(normalizeTitle(title));
}
