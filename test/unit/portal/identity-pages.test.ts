import { describe, expect, it } from 'vitest';
import { textsOf } from '#shared/texts/texts-of.ts';
import { askedLanguage } from '../../../deploy/embedded/identity/asked-language.ts';
import { signInPage } from '../../../deploy/embedded/identity/pages.ts';

/** As a browser that likes a language best. */
const likes = (language: string) => (): string => language;

describe('the sign-in page of the embedded identity provider', () => {
  it.each([
    ['es', 'en', 'es'],
    ['de-DE es-419 en', 'en', 'es'],
    ['tlh', 'es', 'es'],
    [undefined, 'es', 'es'],
    [undefined, 'tlh', 'en'],
  ])('asked for in %s by a browser that likes %s, is in %s', (uiLocales, liked, language) => {
    expect(askedLanguage(uiLocales, likes(liked))).toBe(language);
  });

  it('says everything in that language, and takes no markup from what was typed', () => {
    const form = { uid: 'u', username: '"><script>', problem: textsOf('es').text('sign-in.wrong-password') };
    const page = signInPage(form, textsOf('es'));
    expect(page).toContain('<html lang="es">');
    expect(page).toContain('todas con la contraseña <code>demo</code>.');
    expect(page).not.toMatch(/<script|Sign in|Password|Username|Learning/);
  });
});
