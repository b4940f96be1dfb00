import type { Language } from '#shared/texts/languages.ts';
import { DEFAULT_LANGUAGE, isLanguage, LANGUAGES } from '#shared/texts/languages.ts';

/**
 * The language of a page: the first of `ui_locales` that texts are written in (OpenID Connect, section 3.1.2.1), or else
 * what the browser accepts.
 *
 * @param accepts names the one of some languages that the browser likes best
 */
export function askedLanguage(
  uiLocales: unknown,
  accepts: (...languages: string[]) => string | false,
): Language {
  const locales = typeof uiLocales === 'string' ? uiLocales.split(' ') : [];
  const asked = locales.map((locale) => locale.split('-')[0]?.toLowerCase()).find(isLanguage);
  if (asked !== undefined) return asked;
  const accepted = accepts(...LANGUAGES);
  return isLanguage(accepted) ? accepted : DEFAULT_LANGUAGE;
}
