import type { ImportView } from '../api/types.ts';
import { text } from '../texts/texts.ts';

type Named = Pick<ImportView, 'source' | 'fileName' | 'type' | 'ofOneRecord'>;

/** What an import is called: by its file, by its feed, or by what it undoes. */
export function importTitle({ source, fileName, type, ofOneRecord }: Named): string {
  if (source !== 'undo') return fileName ?? text('components.feed-of', { type });
  const records = ofOneRecord ? 'one' : 'all';
  return fileName === null
    ? text('components.undo-of-feed', { type, records })
    : text('components.undo-of', { name: fileName, records });
}
