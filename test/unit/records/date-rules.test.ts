import { describe, expect, test } from 'vitest';
import type { DateFormat } from '#shared/csv/record-types.ts';
import { readValue, reasonsOf, TODAY } from './support.ts';

const ISO = 'YYYY-MM-DD';
const US = 'MM/DD/YYYY';
const EUROPEAN = 'DD/MM/YYYY';

describe('a date that is read', () => {
  test.each<[DateFormat, string, string]>([
    [ISO, '2023-03-25', '2023-03-25'],
    [ISO, ' 2023-03-25\u00a0', '2023-03-25'],
    [ISO, '2020-02-29', '2020-02-29'],
    [ISO, '2000-02-29', '2000-02-29'],
    [ISO, '1900-01-01', '1900-01-01'],
    [ISO, '2023-12-31', '2023-12-31'],
    [US, '03/25/2023', '2023-03-25'],
    [US, '3/5/2023', '2023-03-05'],
    [US, '12/1/2023', '2023-12-01'],
    [EUROPEAN, '25/03/2023', '2023-03-25'],
    [EUROPEAN, '3/5/2023', '2023-05-03'],
    [EUROPEAN, '1/12/2023', '2023-12-01'],
  ])('%s: %j is %s', (format, raw, expected) => {
    expect(readValue('certifications', 'issueDate', raw, format)).toBe(expected);
  });
});

describe('a text that is no date of the format', () => {
  test.each<[DateFormat, string]>([
    [ISO, '2023-3-25'],
    [ISO, '2023-03-5'],
    [ISO, '23-03-25'],
    [ISO, '2023/03/25'],
    [ISO, '03/25/2023'],
    [ISO, '20230325'],
    [ISO, '2023-03-25 00:00'],
    [ISO, '2023-03-25T00:00:00Z'],
    [ISO, '+2023-03-25'],
    [ISO, '٢٠٢٣-٠٣-٢٥'],
    [ISO, '45010'],
    [ISO, 'March 25, 2023'],
    [US, '2023-03-25'],
    [US, '03-25-2023'],
    [US, '03/25/23'],
    [US, '003/25/2023'],
    [US, '3/25/2023 0:00'],
    [EUROPEAN, '2023-03-25'],
    [EUROPEAN, '25.03.2023'],
  ])('%s: %j', (format, raw) => {
    const example = { [ISO]: '2023-03-25', [US]: '03/25/2023', [EUROPEAN]: '25/03/2023' }[format];
    expect(reasonsOf('certifications', { issueDate: raw }, format)).toEqual([
      [
        'invalid-date',
        ['Issue Date'],
        `Issue Date "${raw}" is not a date; write it as ${format}, such as ${example}`,
      ],
    ]);
  });
});

describe('a day that there is not', () => {
  test.each<[DateFormat, string]>([
    [ISO, '2023-02-29'],
    [ISO, '1900-02-29'],
    [ISO, '2023-02-30'],
    [ISO, '2023-04-31'],
    [ISO, '2023-06-31'],
    [ISO, '2023-09-31'],
    [ISO, '2023-11-31'],
    [ISO, '2023-01-32'],
    [ISO, '2023-13-01'],
    [ISO, '2023-00-10'],
    [ISO, '2023-10-00'],
    [US, '25/03/2023'],
    [US, '2/29/2023'],
    [EUROPEAN, '03/25/2023'],
    [EUROPEAN, '31/4/2023'],
  ])('%s: %j', (format, raw) => {
    expect(reasonsOf('certifications', { issueDate: raw }, format)).toEqual([
      ['invalid-date', ['Issue Date'], `Issue Date "${raw}" is not a day of the calendar; correct it`],
    ]);
  });
});

describe('the range of dates', () => {
  test.each([
    ['certifications', 'issueDate', 'Issue Date'],
    ['certifications', 'expirationDate', 'Expiration Date'],
    ['courses', 'startDate', 'Start Date'],
    ['courses', 'completionDate', 'Completion Date'],
  ] as const)('%s: %s is not before 1900', (type, field, title) => {
    for (const early of ['1899-12-31', '0000-01-01']) {
      expect(reasonsOf(type, { [field]: early })).toEqual([
        ['date-too-early', [title], `${title} "${early}" is too early; use a day from 1900-01-01`],
      ]);
    }
  });

  test.each([
    ['certifications', 'issueDate', 'Issue Date'],
    ['courses', 'completionDate', 'Completion Date'],
  ] as const)('%s: %s is not after today', (type, field, title) => {
    expect(readValue(type, field, TODAY)).toBe(TODAY);
    expect(reasonsOf(type, { [field]: '2024-03-01' })).toEqual([
      ['date-in-future', [title], `${title} "2024-03-01" is in the future; use the day it happened`],
    ]);
  });

  test('an expiration may lie in the future', () => {
    expect(readValue('certifications', 'expirationDate', '9999-12-31')).toBe('9999-12-31');
  });
});

describe('dates that must agree', () => {
  test('a course may be completed on the day it was begun, and not before', () => {
    const completionDate = '2024-01-31';
    expect(reasonsOf('courses', { startDate: '2024-01-31', completionDate })).toEqual([]);
    expect(reasonsOf('courses', { startDate: '2024-02-01', completionDate })).toEqual([
      [
        'start-after-completion',
        ['Start Date', 'Completion Date'],
        'Start Date 2024-02-01 is after Completion Date 2024-01-31; correct one of them',
      ],
    ]);
  });

  test('a certification may expire on the day it was issued, and not before', () => {
    const issueDate = '2024-01-31';
    expect(reasonsOf('certifications', { issueDate, expirationDate: '2024-01-31' })).toEqual([]);
    expect(reasonsOf('certifications', { issueDate, expirationDate: '2024-01-30' })).toEqual([
      [
        'expiration-before-issue',
        ['Issue Date', 'Expiration Date'],
        'Expiration Date 2024-01-30 is before Issue Date 2024-01-31; correct one of them',
      ],
    ]);
  });

  test('are compared as days, whatever the format', () => {
    expect(reasonsOf('courses', { startDate: '2/1/2023', completionDate: '1/12/2023' }, EUROPEAN)).toEqual(
      [],
    );
    expect(reasonsOf('courses', { startDate: '2/1/2023', completionDate: '1/12/2023' }, US)).toHaveLength(1);
  });

  test('are not compared when one is no date', () => {
    expect(
      reasonsOf('courses', { startDate: '2024-02-01', completionDate: 'x' }).map(([code]) => code),
    ).toEqual(['invalid-date']);
    expect(
      reasonsOf('courses', { startDate: '2024-02-01', completionDate: '' }).map(([code]) => code),
    ).toEqual(['required']);
    expect(
      reasonsOf('certifications', { issueDate: '', expirationDate: '2024-02-01' }).map(([code]) => code),
    ).toEqual(['required']);
  });
});
