import type { ImportView } from '../api/types.ts';

type Named = Pick<ImportView, 'source' | 'fileName' | 'type'>;

/** What an import is called: by its file, by its feed, or by what it undoes. */
export function importTitle({ source, fileName, type }: Named): string {
  if (source !== 'undo') return fileName ?? `Feed of ${type}`;
  return `Undo of ${fileName ?? `the feed of ${type}`}`;
}
