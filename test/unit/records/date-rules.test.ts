import { describe, expect, test } from 'vitest';
import { type DateFormat, dateExample } from '#shared/csv/date-formats.ts';
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
    ['YYYY/MM/DD', '2021/03/04', '2021-03-04'],
    ['YYYY/MM/DD', '2021/3/4', '2021-03-04'],
    ['YYYYMMDD', '20210304', '2021-03-04'],
    ['DD.MM.YYYY', '31.12.2020', '2020-12-31'],
    ['DD.MM.YYYY', '4.3.2021', '2021-03-04'],
    ['MM-DD-YYYY', '04-03-2021', '2021-04-03'],
    ['DD-MM-YYYY', '04-03-2021', '2021-03-04'],
    ['DD-MMM-YYYY', '31-Dec-2019', '2019-12-31'],
    ['DD-MMM-YYYY', '1-SEPTEMBER-2019', '2019-09-01'],
    // format characters are not seen, so they do not count
    [ISO, '\u200e2023-03-\u200b25', '2023-03-25'],
    ['DD.MM.YYYY', '\u202d31.12.2020\u202c', '2020-12-31'],
    // a time of day without a zone is dropped
    [ISO, '2017-08-18 00:00:00.000', '2017-08-18'],
    [ISO, '2017-08-18T23:59', '2017-08-18'],
    [ISO, '2017-08-18\u00a0 7:05', '2017-08-18'],
    [US, '3/4/2021 0:00', '2021-03-04'],
    [US, '3/4/2021 12:00:00 AM', '2021-03-04'],
    [EUROPEAN, '3/4/2021 11:59 p.m.', '2021-04-03'],
    ['YYYYMMDD', '20210304 10:00', '2021-03-04'],
    ['DD-MMM-YYYY', '31-Dec-2019 00:00', '2019-12-31'],
  ])('%s: %j is %s', (format, raw, expected) => {
    expect(readValue('certifications', 'issueDate', raw, format)).toBe(expected);
  });
});

/** What the reason says behind the value. */
function problemOf(format: DateFormat, raw: string): string | undefined {
  const reasons = reasonsOf('certifications', { issueDate: raw }, format);
  expect(reasons.map(([code, columns]) => [code, columns])).toEqual([['invalid-date', ['Issue Date']]]);
  return reasons[0]?.[2].replace(/^Issue Date ".*" /, '');
}

describe('a text that is no date at all', () => {
  test.each<[DateFormat, string]>([
    [ISO, '2023-3-25'],
    [ISO, '2023-03-5'],
    [ISO, '+2023-03-25'],
    [ISO, '٢٠٢٣-٠٣-٢٥'],
    [ISO, '45010'],
    [ISO, 'March 25, 2023'],
    [ISO, '2023-03-25 25:00'],
    [ISO, '2023-03-25 noon'],
    [ISO, 'N/A'],
    [US, '003/25/2023'],
    ['DD-MMM-YYYY', '31-Dez-2019'],
    ['YYYYMMDD', '202103041'],
  ])('%s: %j', (format, raw) => {
    expect(problemOf(format, raw)).toBe(
      `is not a date; write it as ${format}, such as ${dateExample(format)}`,
    );
  });
});

describe('a date of another format', () => {
  test.each<[DateFormat, string, string]>([
    [ISO, '2023/03/25', 'YYYY/MM/DD'],
    [ISO, '03/25/2023', 'MM/DD/YYYY'],
    [ISO, '03/04/2023', 'MM/DD/YYYY or DD/MM/YYYY'],
    [ISO, '20230325', 'YYYYMMDD'],
    [US, '2023-03-25', ISO],
    [US, '03-25-2023', 'MM-DD-YYYY'],
    [EUROPEAN, '25.03.2023 0:00', 'DD.MM.YYYY'],
  ])('%s: %j says that the format can be chosen', (format, raw, others) => {
    expect(problemOf(format, raw)).toBe(
      `is not a date as ${format}, such as ${dateExample(format)}; correct it, or import the file with the date format ${others}`,
    );
  });
});

describe('a date that says too little or too much', () => {
  test.each<[DateFormat, string]>([
    [ISO, '23-03-25'],
    [ISO, '31-Dec-19'],
    [US, '03/25/23'],
    [EUROPEAN, '03/25/23'],
    ['DD-MMM-YYYY', '31-Dec-19'],
  ])('%s: %j has no century', (format, raw) => {
    expect(problemOf(format, raw)).toBe(
      'has a year of two digits, which does not say which century; write all four digits',
    );
  });

  test.each<[DateFormat, string]>([
    [ISO, '2023-03-25T00:00:00Z'],
    [ISO, '2023-03-25 00:00:00+02:00'],
    [ISO, '2023-03-25 00:00 UTC'],
    [ISO, '2023-03-25T00:00:00.000-0500'],
    [US, '2023-03-25T00:00:00Z'],
    [US, '3/25/2023 10:00 AM EST'],
  ])('%s: %j has a time zone', (format, raw) => {
    expect(problemOf(format, raw)).toBe(
      'has a time zone, with which the day depends on the place; write the day alone',
    );
  });

  test('is quoted with what cannot be seen', () => {
    expect(reasonsOf('certifications', { issueDate: '2023-\u200b13-01' })[0]?.[2]).toBe(
      'Issue Date "2023-‹U+200B›13-01" is not a day of the calendar; correct it',
    );
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
    [US, '2/29/2023'],
    [EUROPEAN, '31/4/2023'],
    ['DD.MM.YYYY', '31.4.2023'],
    ['DD-MMM-YYYY', '31-Apr-2023'],
  ])('%s: %j', (format, raw) => {
    expect(reasonsOf('certifications', { issueDate: raw }, format)).toEqual([
      ['invalid-date', ['Issue Date'], `Issue Date "${raw}" is not a day of the calendar; correct it`],
    ]);
  });
});

test.each<[DateFormat, string, DateFormat]>([
  [US, '25/03/2023', EUROPEAN],
  [EUROPEAN, '12/31/2020', US],
])('%s: %j is a day of another format', (format, raw, other) => {
  expect(problemOf(format, raw)).toBe(
    `is not a day of the calendar as ${format}; correct it, or import the file with the date format ${other}`,
  );
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
