import type { Language } from '#shared/texts/languages.ts';

/** How the reader writes numbers and dates: as where the browser is from, in the language of the texts. */
export function readerLocale(language: Language): string {
  return (
    navigator.languages.find((locale) => languageOf(locale) === language && isLocale(locale)) ?? language
  );
}

export function languageOf(locale: string): string {
  return locale.split('-')[0]?.toLowerCase() ?? '';
}

/** Where no language is set, Chromium gives the name of the system's: en-US@posix, by which nothing can be formatted. */
function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}
