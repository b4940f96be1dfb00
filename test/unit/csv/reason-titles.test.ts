import { expect, test } from 'vitest';
import { reasonTitle } from '#shared/csv/reason-titles.ts';

test.each<[string, string[], string]>([
  ['user-not-found', ['Username'], 'Unknown person'],
  ['user-required', ['Username', 'Employee ID'], 'No username or employee ID'],
  ['start-after-completion', ['Start Date', 'Completion Date'], 'Completion date before start date'],
  ['expiration-before-issue', ['Expiration Date', 'Issue Date'], 'Expiration date before issue date'],
  ['required', ['Course Name'], 'Course name missing'],
  ['too-long', ['Employee ID'], 'Employee ID too long'],
  ['invalid-date', ['Completion Date'], 'Completion date not a date'],
  ['date-in-future', ['Issue Date'], 'Issue date in the future'],
  ['number-out-of-range', ['Score'], 'Score out of range'],
  ['unclosed-quote', [], 'Quotation mark that is never closed'],
  ['later-code', ['Score'], 'Score: later code'],
  ['later-code', [], 'Later code'],
])('%s of %j is “%s”', (code, columns, title) => {
  expect(reasonTitle({ code, columns }, 'en')).toBe(title);
});
