import { addedColumns, isTemplateTitle, normalizeTitle } from './header.ts';

/**
 * The titles that files are known again by: each once, in the form in which they are compared, whatever their order.
 */
export interface FileTitles {
  readonly all: readonly string[];
  /** those that no template has: they distinguish the file from other files that have the template's titles */
  readonly own: readonly string[];
}

/** @param cells of a header; the columns that an error file adds do not count, nor do blank titles */
export function fileTitles(cells: readonly string[]): FileTitles {
  const added = addedColumns(cells);
  const titles = new Set(cells.filter((_, index) => !added.has(index)).map(normalizeTitle));
  titles.delete('');
  const all = [...titles].sort();
  return { all, own: all.filter((title) => !isTemplateTitle(title)) };
}
