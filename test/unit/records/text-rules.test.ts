import { describe, expect, test } from 'vitest';
import { recordSchema } from '#shared/csv/record-types.ts';
import { recordValidator } from '../../../services/transcript-writer/validate/record-validator.ts';
import { readValue, reasonsOf, TODAY } from './support.ts';

describe('a text value', () => {
  test.each<[string, string | null, string | null]>([
    ['plain', 'Jordan Lee', 'Jordan Lee'],
    ['absent', null, null],
    ['empty', '', null],
    ['white space', ' \t\n', null],
    ['no-break space', '\u00a0', null],
    ['trimmed', ' \t Jordan Lee \r\n', 'Jordan Lee'],
    ['trimmed of no-break and other spaces', '\u00a0\u2003Jordan\u00a0Lee\u3000\ufeff', 'Jordan\u00a0Lee'],
    ['normalised to NFC', 'Jose\u0301', 'Jos\u00e9'],
    ['a newline', 'a\nb', 'a\nb'],
    ['a CRLF is a newline', 'a\r\nb', 'a\nb'],
    ['a tab', 'a\tb', 'a\tb'],
    ['emoji', '😀', '😀'],
    ['a zero-width space is no white space', '\u200b', '\u200b'],
    ['an apostrophe', "'x", "'x"],
  ])('%s', (_, raw, expected) => {
    expect(readValue('courses', 'instructor', raw)).toBe(expected);
  });

  test('of any letters is in NFC, also where the first of them that composes comes in', () => {
    const letters = Array.from({ length: 0x360 - 0xa1 }, (_, index) => String.fromCodePoint(0xa1 + index));
    for (const letter of letters) {
      const text = `a${letter}b`;
      expect(readValue('courses', 'instructor', text)).toBe(text.normalize('NFC'));
    }
  });

  test('of a feed record may be undefined', () => {
    const { value } = recordValidator('courses', { dateFormat: 'YYYY-MM-DD', today: TODAY })([
      ...['u', null, 'C', 'C', 'OJT', null, '2020-01-01'],
      ...Array.from({ length: 7 }, () => undefined),
    ]);
    expect(value?.values.at(-1)).toBeNull();
  });
});

describe('characters that no value may hold', () => {
  test.each([
    ['NUL', 'a\0b', '"aU+0000b" has a control character (U+0000)'],
    ['a vertical tab', 'a\vb', '"a b" has a control character (U+000B)'],
    ['a lone CR', 'a\rb', '"a b" has a control character (U+000D)'],
    ['escape', 'a\u001b[0m', '"aU+001B[0m" has a control character (U+001B)'],
    ['delete', 'a\u007fb', '"aU+007Fb" has a control character (U+007F)'],
    ['next line', 'é\u0085b', '"éU+0085b" has a control character (U+0085)'],
    ['the last of them', 'a\u009fb', '"aU+009Fb" has a control character (U+009F)'],
  ])('%s', (_, raw, problem) => {
    expect(reasonsOf('courses', { provider: raw })).toEqual([
      ['control-character', ['Provider'], `Provider ${problem}; remove it`],
    ]);
  });

  test('U+FFFD', () => {
    expect(reasonsOf('courses', { courseNumber: 'a\ufffdb' })).toEqual([
      [
        'invalid-character',
        ['Course Number'],
        'Course Number "a\ufffdb" has a character that could not be read; save the file as UTF-8 or choose its encoding',
      ],
    ]);
  });

  test('both', () => {
    expect(reasonsOf('courses', { notes: '\ufffd\0' }).map(([code]) => code)).toEqual([
      'invalid-character',
      'control-character',
    ]);
  });

  test.each([
    'username',
    'employeeId',
    'courseNumber',
    'courseName',
    'courseType',
    'startDate',
    'completionDate',
    'score',
    'durationMinutes',
    'credits',
    'instructor',
    'provider',
    'location',
    'notes',
  ])('fail the row in %s, for this reason alone', (field) => {
    expect(reasonsOf('courses', { [field]: 'x\0' }).map(([code]) => code)).toEqual(['control-character']);
    expect(reasonsOf('courses', { [field]: 'x\ufffd' }).map(([code]) => code)).toEqual(['invalid-character']);
  });
});

describe('lengths', () => {
  const limits: [string, number][] = [
    ['username', 100],
    ['employeeId', 100],
    ['courseNumber', 100],
    ['courseName', 255],
    ['instructor', 255],
    ['provider', 255],
    ['location', 255],
    ['notes', 2000],
  ];

  test.each(limits)('%s has up to %d characters', (field, most) => {
    const title = recordSchema('courses').columns.find((column) => column.field === field)?.title ?? '';
    expect(readValue('courses', field, 'x'.repeat(most))).toBe('x'.repeat(most));
    expect(reasonsOf('courses', { [field]: 'x'.repeat(most + 1) })).toEqual([
      [
        'too-long',
        [title],
        `${title} "${'x'.repeat(40)}…" has ${(most + 1).toLocaleString('en-US')} characters; shorten it to ${most.toLocaleString('en-US')}`,
      ],
    ]);
  });

  test.each<[string, number]>([
    ['certificationName', 255],
    ['certificationNumber', 100],
    ['issuingOrganization', 255],
    ['notes', 2000],
  ])('%s of a certification has up to %d characters', (field, most) => {
    expect(readValue('certifications', field, 'x'.repeat(most))).toBe('x'.repeat(most));
    expect(reasonsOf('certifications', { [field]: 'x'.repeat(most + 1) }).map(([code]) => code)).toEqual([
      'too-long',
    ]);
  });

  test.each([
    ['are counted in code points', '😀'.repeat(100), true],
    ['one more is too many', '😀'.repeat(101), false],
    ['after trimming', `  ${'x'.repeat(100)}\u00a0`, true],
    ['after composition', 'e\u0301'.repeat(100), true],
    ['what does not compose counts', 'x\u0301'.repeat(51), false],
  ])('%s', (_, raw, valid) => {
    expect(reasonsOf('courses', { courseNumber: raw }).length === 0).toBe(valid);
  });
});

describe('a value in a message', () => {
  test.each([
    ['is cut between characters', '😀'.repeat(300), `"${'😀'.repeat(40)}…"`],
    ['has its newlines as spaces', `a\nb\tc${'x'.repeat(300)}`, `"a b c${'x'.repeat(35)}…"`],
  ])('%s', (_, raw, shown) => {
    expect(reasonsOf('courses', { location: raw })[0]?.[2]).toMatch(`Location ${shown} has 30`);
  });
});
