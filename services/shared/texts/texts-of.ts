import { SERVICES as EN } from './en/services.ts';
import { SERVICES as ES } from './es/services.ts';
import type { Language } from './languages.ts';
import { createTexts, type Texts, type ValuesOf } from './texts.ts';

/** What services write, in one language. */
export interface ServiceTexts extends Texts<typeof EN> {
  readonly language: Language;
}

/** A text whose language is known later than what it says. */
export type Said = (texts: ServiceTexts) => string;

/** en-US: numbers as the interface has always written them, 1,000.5. */
const TEXTS: Readonly<Record<Language, ServiceTexts>> = {
  en: { language: 'en', ...createTexts<typeof EN>(EN, 'en-US') },
  es: { language: 'es', ...createTexts<typeof EN>(ES, 'es') },
};

/** The texts that services write in a language: into files, answers and e-mails. */
export function textsOf(language: Language): ServiceTexts {
  return TEXTS[language];
}

/** A message of the catalogue, to be said once it is known in which language. */
export function message<Id extends keyof typeof EN>(id: Id, ...values: ValuesOf<(typeof EN)[Id]>): Said {
  return ({ text }) => text(id, ...values);
}
