import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/http/refusal.ts';
import { errorFileName } from '../../../services/portal/imports/import-files.ts';
import { returnUrl } from '../../../services/portal/sign-in/return-to.ts';

const SITE = 'https://lms.example';

describe('where to return to after signing in', () => {
  it.each([
    [undefined, 'https://lms.example/'],
    ['', 'https://lms.example/'],
    ['/people?search=a#top', 'https://lms.example/people?search=a#top'],
    // Absolute, so that a path of two slashes stays a path.
    ['/.//evil.example', 'https://lms.example//evil.example'],
    ['/a/../b', 'https://lms.example/b'],
  ])('%j is %s', (returnTo, expected) => {
    expect(returnUrl(returnTo, SITE).href).toBe(expected);
  });

  it.each([
    'people',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '//lms.example@evil.example',
    '///',
  ])('%j is refused', (returnTo) => {
    expect(() => returnUrl(returnTo, SITE)).toThrow(Refusal);
  });
});

describe("an error file's name", () => {
  it.each([
    ['history.csv', 'history-errors.csv'],
    ['HISTORY.CSV', 'HISTORY-errors.csv'],
    ['a.csv.csv', 'a.csv-errors.csv'],
  ])('%s gives %s', (original, expected) => {
    expect(errorFileName(original)).toBe(expected);
  });
});
