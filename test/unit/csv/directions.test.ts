import { expect, test } from 'vitest';
import { DIRECTIONS } from '#shared/csv/directions.ts';
import { instructionsText } from '#shared/csv/instructions.ts';
import { DATE_FORMATS } from '#shared/csv/record-types.ts';
import { SERVICES } from '#shared/texts/en/services.ts';
import { LANGUAGES } from '#shared/texts/languages.ts';

test('the directions have every sentence that the catalogue has for them', () => {
  const sections = Object.keys(DIRECTIONS);
  const sentences = Object.keys(SERVICES).filter((id) => {
    const [namespace, section = '', sentence] = id.split('.');
    return namespace === 'directions' && sections.includes(section) && sentence !== undefined;
  });
  expect(Object.values(DIRECTIONS).flat().toSorted()).toEqual(sentences.toSorted());
});

test.each(LANGUAGES)(
  'the instructions say in %s every sentence of the directions, without their tags',
  (language) => {
    const inLanguage = instructionsText(language, 50 * 1024 * 1024);
    expect(inLanguage).toContain('50 MB');
    expect(inLanguage).not.toMatch(/undefined|NaN|\[object|[<>{}]/);
    expect(inLanguage.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(
      Object.entries(DIRECTIONS)
        .filter(([section]) => section !== 'course-types')
        .flatMap(([, sentences]) => sentences).length,
    );
    for (const format of DATE_FORMATS) expect(inLanguage).toContain(format);
  },
);

test('the instructions put the names of what is on pages in quotation marks', () => {
  expect(instructionsText('en', 1)).toContain('“People Detail with PID”');
  expect(instructionsText('es', 1)).toContain('«Deshacer esta importación»');
});
