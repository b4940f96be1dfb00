import { currentLocale } from '../texts/texts.ts';

/** `640 new, 240 overwrite, 20 fail`: things in a row, as the reader's language lists them. */
export function formatList(things: readonly string[]): string {
  return new Intl.ListFormat(currentLocale(), { type: 'unit', style: 'long' }).format(things);
}
