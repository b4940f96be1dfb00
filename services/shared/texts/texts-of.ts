import { SERVICES as EN } from './en/services.ts';
import { SERVICES as ES } from './es/services.ts';
import type { Language } from './languages.ts';
import { createTexts, type Texts } from './texts.ts';

/** What services write, in one language. */
export type ServiceTexts = Texts<typeof EN>;

/** en-US: numbers as the interface has always written them, 1,000.5. */
const TEXTS: Readonly<Record<Language, ServiceTexts>> = {
  en: createTexts<typeof EN>(EN, 'en-US'),
  es: createTexts<typeof EN>(ES, 'es'),
};

/** The texts that services write in a language: into files, answers and e-mails. */
export function textsOf(language: Language): ServiceTexts {
  return TEXTS[language];
}
