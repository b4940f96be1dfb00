import { afterEach, expect, it, vi } from 'vitest';
import { readerLanguage, readerLocale } from '../../../services/portal/web/src/texts/language.ts';

afterEach(() => vi.unstubAllGlobals());

function browser(languages: readonly string[], cookie = ''): void {
  vi.stubGlobal('navigator', { languages });
  vi.stubGlobal('document', { cookie });
}

it('takes the first language of the browser that the texts are written in, unless the reader has chosen one', () => {
  browser(['fr-FR', 'es-MX', 'en-GB']);
  expect(readerLanguage()).toBe('es');
  browser(['fr-FR', 'es-MX', 'en-GB'], 'theme=dark; language=en');
  expect(readerLanguage()).toBe('en');
  browser(['fr-FR'], 'language=fr');
  expect(readerLanguage()).toBe('en');
});

it('writes numbers and dates as where the browser is from, if it says that by a locale', () => {
  browser(['en-GB', 'es-MX']);
  expect([readerLocale('en'), readerLocale('es')]).toEqual(['en-GB', 'es-MX']);
  browser(['fr-FR']);
  expect(readerLocale('es')).toBe('es');
  browser(['en-US@posix', 'en-CA']);
  expect(readerLocale('en')).toBe('en-CA');
  browser(['en-US@posix']);
  expect(readerLocale('en')).toBe('en');
});
