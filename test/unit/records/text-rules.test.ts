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

describe('an identifier, a number or a type', () => {
  test.each<[string, string, string | null]>([
    ['username', 'cam.lee\u200b', 'cam.lee'],
    ['employeeId', '\u200eE1042\u200e', 'E1042'],
    ['courseNumber', '\ufeffB02\u2060', 'B02'],
    ['courseNumber', 'B\u00ad02', 'B02'],
    ['courseNumber', '\u202aB02\u202c', 'B02'],
    ['courseNumber', 'B02\u00a0X', 'B02 X'],
    ['courseNumber', 'B02 \u202f  X', 'B02 X'],
    ['courseNumber', '\u200b B02', 'B02'],
    ['courseNumber', 'e\u200b\u0301', 'é'],
    ['courseNumber', 'B–02', 'B–02'],
    ['courseNumber', 'В02', 'В02'],
    ['courseType', 'Instructor\u00a0 Led\u200b', 'ILT'],
    ['courseType', 'on the job training', 'OJT'],
    ['courseType', 'Virtual Instructor Led', 'VILT'],
    ['score', '\u200b92.5', '92.5'],
    ['durationMinutes', '48\u200b0', '480'],
  ])('%s: %j is %j', (field, raw, expected) => {
    expect(readValue('courses', field, raw)).toBe(expected);
  });

  test.each(['username', 'courseNumber', 'score'])('%s of nothing that is seen is blank', (field) => {
    const blank = reasonsOf('courses', { [field]: '' });
    expect(reasonsOf('courses', { [field]: ' \u200b\u00ad' })).toEqual(blank);
  });

  test('has its length without what is not seen', () => {
    expect(readValue('courses', 'courseNumber', '\u200b'.repeat(50) + 'x'.repeat(100))).toBe('x'.repeat(100));
  });

  test('that is a text is left as it is', () => {
    expect(readValue('courses', 'courseName', 'a\u200b  b\u00a0c')).toBe('a\u200b  b\u00a0c');
  });
});

describe('characters that no value may hold', () => {
  test.each([
    ['NUL', 'a\0b', '"a‹U+0000›b" has a control character (U+0000)'],
    ['a vertical tab', 'a\vb', '"a b" has a control character (U+000B)'],
    ['a lone CR', 'a\rb', '"a b" has a control character (U+000D)'],
    ['escape', 'a\u001b[0m', '"a‹U+001B›[0m" has a control character (U+001B)'],
    ['delete', 'a\u007fb', '"a‹U+007F›b" has a control character (U+007F)'],
    ['next line', 'é\u0085b', '"é‹U+0085›b" has a control character (U+0085)'],
    ['the last of them', 'a\u009fb', '"a‹U+009F›b" has a control character (U+009F)'],
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
    [
      'has what is not seen spelled out',
      `B02\u200b\u00a0X${'x'.repeat(300)}`,
      `"B02‹U+200B›‹U+00A0›X${'x'.repeat(34)}…"`,
    ],
    ['has its newlines as spaces', `a\nb\tc${'x'.repeat(300)}`, `"a b c${'x'.repeat(35)}…"`],
  ])('%s', (_, raw, shown) => {
    expect(reasonsOf('courses', { location: raw })[0]?.[2]).toMatch(`Location ${shown} has 30`);
  });
});
