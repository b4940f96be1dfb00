import { expect, it } from 'vitest';
import { createTexts } from '#shared/texts/texts.ts';

it('an id that a later version knows is said as it is', () => {
  const { text } = createTexts<Readonly<Record<string, string>>>({}, 'en');
  expect(text('audit-actions.course.archived')).toBe('audit-actions.course.archived');
});
