import { createElement, Fragment, type ReactNode } from 'react';
import { PAGES as EN } from '#shared/texts/en/pages.ts';
import { DEFAULT_LANGUAGE, type Language } from '#shared/texts/languages.ts';
import { createTexts, type Tags, type Texts, type ValuesOf } from '#shared/texts/texts.ts';

type PageTexts = Texts<typeof EN>;
export type TextId = keyof typeof EN;

/** The other languages are loaded when they are chosen. */
const OTHERS: Readonly<
  Record<
    Exclude<Language, typeof DEFAULT_LANGUAGE>,
    () => Promise<{ PAGES: Readonly<Record<TextId, string>> }>
  >
> = {
  es: () => import('#shared/texts/es/pages.ts'),
};

interface Current {
  readonly language: Language;
  /** By which numbers and dates are written, such as en-GB. */
  readonly locale: string;
  readonly texts: PageTexts;
}

let current: Current = {
  language: DEFAULT_LANGUAGE,
  locale: DEFAULT_LANGUAGE,
  texts: createTexts<typeof EN>(EN, DEFAULT_LANGUAGE),
};

/**
 * Loads the texts in a language. Nothing may be rendered before; a page keeps its language until it is loaded again.
 *
 * @param locale by which numbers and dates are written, such as en-GB
 */
export async function startTexts(language: Language, locale: string): Promise<void> {
  const messages = language === DEFAULT_LANGUAGE ? EN : (await OTHERS[language]()).PAGES;
  current = { language, locale, texts: createTexts<typeof EN>(messages, locale) };
}

export function currentLanguage(): Language {
  return current.language;
}

/** The language with its texts, as code that services and pages share takes them. */
export function currentTexts(): { readonly language: Language } & PageTexts {
  return { language: current.language, ...current.texts };
}

/** By which numbers and dates are written, such as en-GB. */
export function currentLocale(): string {
  return current.locale;
}

/** A message of the catalogue, in the reader's language. Never called while modules load, when the language is not known. */
export const text: PageTexts['text'] = (id, ...values) => current.texts.text(id, ...values);

/** A message with tags: `richText('…', { link: (parts) => <Anchor>{parts}</Anchor> })`. */
export function richText<Id extends TextId>(
  id: Id,
  tags: Tags<ReactNode>,
  ...values: ValuesOf<(typeof EN)[Id]>
): ReactNode {
  // A list's elements have keys. Where a part stands in its message is what it is.
  return current.texts
    .parts(id, tags, ...values)
    .map((part, index) => (typeof part === 'string' ? part : createElement(Fragment, { key: index }, part)));
}
