import { normalizeTitle } from '../header.ts';
import { type Column, type RecordType, recordSchema } from '../record-types.ts';

/**
 * Prepares the suggestion of columns for titles that the template does not have: by the titles that other systems use.
 * No column is suggested twice, or beside one that the file has.
 *
 * @param indexes of the header's cells, as `matchHeader` gives them
 */
export function suggestColumns(
  cells: readonly string[],
  type: RecordType,
  indexes: readonly number[],
): ReadonlyMap<number, Column> {
  const { columns } = recordSchema(type);
  const synonyms = columns.map((column) => new Set((column.synonyms ?? []).map(normalizeTitle)));
  const suggested = new Map<number, Column>();
  const taken = new Set(columns.filter((_, column) => (indexes[column] ?? -1) !== -1));
  for (const [index, cell] of cells.entries()) {
    if (indexes.includes(index)) continue;
    const title = normalizeTitle(cell);
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
): { title: string; column: string }[] {
  const titles = cells.map(normalizeTitle);
  const indexes = recordSchema(type).columns.map((column) => titles.indexOf(normalizeTitle(column.title)));
  return [...suggestColumns(cells, type, indexes)].map(([index, column]) => ({
    title: cells[index]?.trim() ?? '',
    column: column.title,
  }));
}
