import { afterEach, expect, it, vi } from 'vitest';
import { readerLocale } from '../../../services/portal/web/src/texts/locale.ts';

afterEach(() => vi.unstubAllGlobals());

function browser(languages: readonly string[]): void {
  vi.stubGlobal('navigator', { languages });
}

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
