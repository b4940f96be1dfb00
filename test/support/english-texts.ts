import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import type { Page } from 'playwright-core';
import { columnTexts } from '#shared/csv/column-texts.ts';
import { RECORD_TYPES, recordSchema } from '#shared/csv/record-types.ts';
import { PAGES as EN_PAGES } from '#shared/texts/en/pages.ts';
import { SERVICES as EN_SERVICES } from '#shared/texts/en/services.ts';
import { PAGES as ES_PAGES } from '#shared/texts/es/pages.ts';
import { SERVICES as ES_SERVICES } from '#shared/texts/es/services.ts';
import type { Language } from '#shared/texts/languages.ts';

const EN: Readonly<Record<string, string>> = { ...EN_PAGES, ...EN_SERVICES };
const ES: Readonly<Record<string, string>> = { ...ES_PAGES, ...ES_SERVICES };

/**
 * What a person sees or hears of a page: each text, each text with the elements inside it, and the names, hints and
 * placeholders of elements.
 */
const SHOWN_TEXTS = `(() => {
  const found = new Set([document.title]);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.matches('script, style, noscript') || !element.checkVisibility()) continue;
    // A word alone may be a name that a user gave.
    const isTheirs = (text) => element.closest('.lms-any-text') !== null && !/\\s/.test(text.trim());
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      if (element.hasAttribute(name) && !isTheirs(element.getAttribute(name))) found.add(element.getAttribute(name));
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
    if (own.length > 0 && !isTheirs(element.textContent)) found.add(element.textContent);
    for (const { data } of own) if (!isTheirs(data)) found.add(data);
  }
  return [...found].map((text) => text.replaceAll(/\\s+/g, ' ').trim()).filter((text) => text !== '');
})()`;

/** What a page shows now that is English: messages of the catalogue that Spanish says otherwise, and dates and times. */
export async function englishTexts(page: Page): Promise<string[]> {
  const shown = await page.evaluate<string[]>(SHOWN_TEXTS);
  return shown.filter((text) => ENGLISH_TIME.test(text) || isEnglishMessage(text));
}

/** As `Jan 2, 2020`, `January 2` and `3:04 PM`. */
const ENGLISH_TIME =
  /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}\b|\b\d{1,2}:\d{2}(:\d{2})?\s[AP]M\b/;

/** What columns of files are called and hold, in the same order in every language. */
function columnsIn(language: Language): string[] {
  return RECORD_TYPES.flatMap((type) =>
    recordSchema(type).columns.flatMap((column) => {
      const { title, label = title, explanation } = columnTexts(column, language);
      return [title, label, explanation];
    }),
  );
}

const [englishColumns, spanishColumns] = [columnsIn('en'), columnsIn('es')];
const spanish: ReadonlySet<string> = new Set([...Object.values(ES), ...spanishColumns]);

/** The messages that Spanish says otherwise: those that are always the same, and the others by their looks. */
const different = Object.entries(EN).filter(([id, message]) => ES[id] !== message);
const isFixed = ([, message]: readonly [string, string]): boolean => !/[{<']/.test(message);
const fixed: ReadonlySet<string> = new Set([
  ...different.filter(isFixed).map(([, message]) => message),
  ...englishColumns.filter((message, index) => spanishColumns[index] !== message),
]);
const varying = different
  .filter((entry) => !isFixed(entry))
  .map(([id, message]) => ({ original: shapeOf(message), translated: shapeOf(ES[id] ?? '') }));

/** Spanish messages that say enough to be known by it; what else such a text holds are names that users gave. */
const TELLING_LETTERS = 10;
const telling = Object.values(ES)
  .filter((message) => !isFixed(['', message]) && lettersOf(parse(message)) >= TELLING_LETTERS)
  .map(shapeOf);

function isEnglishMessage(text: string): boolean {
  // An English word may be the Spanish one for something else.
  if (spanish.has(text) || telling.some((shape) => shape.test(text))) return false;
  return (
    fixed.has(text) ||
    varying.some(({ original, translated }) => original.test(text) && !translated.test(text))
  );
}

/** How many letters a message has of its own, outside of plurals and selections. */
function lettersOf(elements: readonly MessageFormatElement[]): number {
  return elements.reduce((sum, element) => {
    if (element.type === TYPE.literal) return sum + (element.value.match(/\p{L}/gu)?.length ?? 0);
    return element.type === TYPE.tag ? sum + lettersOf(element.children) : sum;
  }, 0);
}

/** What a message looks like, whatever its values are. */
function shapeOf(message: string): RegExp {
  return new RegExp(`^${patternOf(parse(message))}$`, 'su');
}

function patternOf(elements: readonly MessageFormatElement[]): string {
  return elements.map(patternOfOne).join('');
}

function patternOfOne(element: MessageFormatElement): string {
  switch (element.type) {
    case TYPE.literal:
      return element.value.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
    case TYPE.pound:
      return String.raw`[\d.,\s]+`;
    case TYPE.select:
    case TYPE.plural:
      return `(?:${Object.values(element.options)
        .map(({ value }) => patternOf(value))
        .join('|')})`;
    case TYPE.tag:
      // What is empty is filled by the page, as with a time.
      return element.children.length === 0 ? '.+' : patternOf(element.children);
    default:
      return '.+';
  }
}
