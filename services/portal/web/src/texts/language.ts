import { DEFAULT_LANGUAGE, isLanguage, LANGUAGE_COOKIE, type Language } from '#shared/texts/languages.ts';
import { languageOf } from './locale.ts';

/** A year from the last choice on. */
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

/** The language that the reader has chosen, or else the first of the browser's that the texts are written in. */
export function readerLanguage(): Language {
  const chosen = chosenLanguage();
  if (chosen !== undefined) return chosen;
  return navigator.languages.map(languageOf).find(isLanguage) ?? DEFAULT_LANGUAGE;
}

/** Keeps the choice in a cookie, which the services read too, and loads the page again. */
export function chooseLanguage(language: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox before 140
  document.cookie = `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=${COOKIE_SECONDS}; SameSite=Lax`;
  location.reload();
}

function chosenLanguage(): Language | undefined {
  const value = document.cookie
    .split('; ')
    .find((cookie) => cookie.startsWith(`${LANGUAGE_COOKIE}=`))
    ?.slice(LANGUAGE_COOKIE.length + 1);
  return isLanguage(value) ? value : undefined;
}
