import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, it } from 'vitest';
import { PAGES as EN_PAGES } from '#shared/texts/en/pages.ts';
import { SERVICES as EN_SERVICES } from '#shared/texts/en/services.ts';
import { PAGES as ES_PAGES } from '#shared/texts/es/pages.ts';
import { SERVICES as ES_SERVICES } from '#shared/texts/es/services.ts';

const EN: Readonly<Record<string, string>> = { ...EN_PAGES, ...EN_SERVICES };
const ES: Readonly<Record<string, string>> = { ...ES_PAGES, ...ES_SERVICES };

/** Every argument with its kind, every tag and every option of a selection, sorted, once each. */
function demands(message: string): string[] {
  const found = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      const kind = TYPE[element.type];
      found.add(`${kind} ${element.value}`);
      if (element.type === TYPE.tag) visit(element.children);
      if (element.type !== TYPE.select && element.type !== TYPE.plural) continue;
      for (const [option, { value }] of Object.entries(element.options)) {
        if (element.type === TYPE.select) found.add(`${kind} ${element.value}: ${option}`);
        visit(value);
      }
    }
  };
  visit(parse(message));
  return [...found].sort();
}

describe('catalogues', () => {
  it('have the same ids', () => {
    expect(Object.keys(ES).sort()).toEqual(Object.keys(EN).sort());
  });

  it('ask for the same values and tags in every language', () => {
    const wrong = Object.entries(EN).flatMap(([id, message]) => {
      const [original, translated] = [demands(message), demands(ES[id] ?? '')];
      return original.join() === translated.join() ? [] : [{ id, original, translated }];
    });
    expect(wrong).toEqual([]);
  });

  it('give no tag the name of a value, which it would take the place of', () => {
    const wrong = Object.entries(EN).filter(([, message]) => {
      const all = demands(message).map((demand) => demand.split(' '));
      const tags = all.filter(([kind]) => kind === 'tag').map(([, name]) => name);
      return all.some(([kind, name]) => kind !== 'tag' && tags.includes(name));
    });
    expect(wrong).toEqual([]);
  });

  it('leave no message blank', () => {
    expect(
      [...Object.entries(EN), ...Object.entries(ES)].filter(([, message]) => message.trim() === ''),
    ).toEqual([]);
  });
});
