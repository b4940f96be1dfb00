import { describe, expect, test } from 'vitest';
import { readValue, reasonsOf } from './support.ts';

describe('a decimal', () => {
  test.each([
    ['7.5', '7.5'],
    ['0', '0'],
    ['100', '100'],
    ['10', '10'],
    ['007.50', '7.5'],
    ['00', '0'],
    ['0.0', '0'],
    ['00.5000', '0.5'],
    ['100.0000', '100'],
    ['99.9999', '99.9999'],
    ['0.0001', '0.0001'],
    [' 92 ', '92'],
    ['', null],
  ])('%j is %j', (raw, expected) => {
    expect(readValue('courses', 'score', raw)).toBe(expected);
  });

  test.each([
    '1,5',
    '1 000',
    '.5',
    '5.',
    '1.2.3',
    '+5',
    '-5',
    '-0',
    '1e2',
    '50%',
    '0x10',
    'NaN',
    'Infinity',
    '٥',
    '½',
    '5\n5',
  ])('%j is no number', (raw) => {
    const shown = raw.replace('\n', ' ');
    expect(reasonsOf('courses', { score: raw })).toEqual([
      [
        'invalid-number',
        ['Score'],
        `Score "${shown}" is not a number; use digits with a decimal point, such as 92.5`,
      ],
    ]);
  });

  test.each([
    ['score', '100.0001', 'Score "100.0001" is out of range; use 0 to 100'],
    ['score', '101', 'Score "101" is out of range; use 0 to 100'],
    ['credits', '10000.0001', 'Credits "10000.0001" is out of range; use 0 to 10,000'],
    ['credits', '9'.repeat(400), `Credits "${'9'.repeat(40)}…" is out of range; use 0 to 10,000`],
  ])('%s %s is out of range', (field, raw, message) => {
    expect(reasonsOf('courses', { [field]: raw })).toEqual([
      ['number-out-of-range', [field === 'score' ? 'Score' : 'Credits'], message],
    ]);
  });

  test('credits go up to 10,000', () => {
    expect(readValue('courses', 'credits', '10000')).toBe('10000');
  });

  test.each(['1.00000', '0.00001'])('%s has too many decimals', (raw) => {
    expect(reasonsOf('courses', { credits: raw })).toEqual([
      ['too-many-decimals', ['Credits'], `Credits "${raw}" has too many decimals; use at most 4`],
    ]);
  });

  test('both at once are both told', () => {
    expect(reasonsOf('courses', { score: '100.00001' }).map(([code]) => code)).toEqual([
      'number-out-of-range',
      'too-many-decimals',
    ]);
  });
});

describe('a duration', () => {
  test.each([
    ['0', '0'],
    ['480', '480'],
    ['0090', '90'],
    ['000', '0'],
    ['10000000', '10000000'],
    [' ', null],
  ])('%j is %j', (raw, expected) => {
    expect(readValue('courses', 'durationMinutes', raw)).toBe(expected);
  });

  test.each(['1.5', '90.0', '-1', '+1', '1e3', '1,000', '90 min', '1:30'])('%j is no whole number', (raw) => {
    expect(reasonsOf('courses', { durationMinutes: raw })).toEqual([
      [
        'invalid-number',
        ['Duration Minutes'],
        `Duration Minutes "${raw}" is not a whole number; use digits only, such as 480`,
      ],
    ]);
  });

  test('goes up to 10,000,000', () => {
    expect(reasonsOf('courses', { durationMinutes: '10000001' })).toEqual([
      [
        'number-out-of-range',
        ['Duration Minutes'],
        'Duration Minutes "10000001" is out of range; use 0 to 10,000,000',
      ],
    ]);
  });
});
