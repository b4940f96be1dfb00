/** The languages that every text is written in; the first is the one that the others are translated from. */
export const LANGUAGES = ['en', 'es'] as const;

export type Language = (typeof LANGUAGES)[number];

/** What is written in where nothing else was asked for. */
export const DEFAULT_LANGUAGE = 'en' satisfies Language;

/** Each language's name for itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

/** The cookie that holds a reader's choice, so that also what a link downloads is written in it. */
export const LANGUAGE_COOKIE = 'language';

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}
