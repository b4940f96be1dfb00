import { accepted, bytes, HEADER, type HostileFile, row, text } from './hostile-file.ts';

export const values: HostileFile[] = [
  {
    name: 'a NUL in a cell',
    content: text(HEADER, row({ notes: 'a\0b' }), row()),
    expected: accepted(2, 1, 'Notes'),
  },
  {
    name: 'a NUL in the user',
    content: text(HEADER, row({ user: 'a\0b' })),
    expected: accepted(1, 1, 'Username'),
  },
  {
    name: 'separators of our own',
    content: text(HEADER, row({ notes: 'a\x1fb' }), row({ name: '\x1e' })),
    expected: accepted(2, 2, 'control character'),
  },
  {
    name: 'escapes and bells',
    content: text(HEADER, row({ name: '\x1b[31mred' }), row({ name: 'bell\x07' })),
    expected: accepted(2, 2, 'Course Name'),
  },
  {
    name: 'a control character of the upper range',
    content: text(HEADER, row({ name: 'next\u0085line' })),
    expected: accepted(1, 1, 'Course Name'),
  },
  {
    name: 'a byte that is no UTF-8',
    content: bytes(text(HEADER, row({ name: '\xff' }), row()), 'latin1'),
    query: { accept: 'encoding' },
    expected: accepted(2, 1, 'Course Name'),
  },
  {
    name: 'an overlong character',
    content: bytes(text(HEADER, row({ name: '\xc0\xaf' })), 'latin1'),
    query: { accept: 'encoding' },
    expected: accepted(1, 1, 'Course Name'),
  },
  {
    name: 'half a pair',
    content: bytes(text(HEADER, row({ name: '\xed\xa0\x80' })), 'latin1'),
    query: { accept: 'encoding' },
    expected: accepted(1, 1, 'Course Name'),
  },
  {
    name: 'a character cut off by the end',
    content: bytes(`${HEADER}\n${row({ notes: 'x\xe2\x82' })}`, 'latin1'),
    query: { accept: 'encoding' },
    expected: accepted(1, 1, 'Notes'),
  },
  {
    name: 'the replacement character',
    content: text(HEADER, row({ notes: 'a\ufffdb' })),
    expected: accepted(1, 1, 'Notes'),
  },
  {
    name: 'formulas',
    content: text(HEADER, row({ notes: "=cmd|' /C calc'!A0" }), row({ name: '@SUM(A1)', notes: '+1' })),
    expected: accepted(2, 0),
  },
  {
    name: 'formulas in rows that fail',
    content: text(HEADER, row({ type: '=1+1', notes: '=HYPERLINK("http://x")'.replaceAll('"', "'") })),
    expected: accepted(1, 1, 'Course Type'),
  },
  {
    name: 'SQL',
    content: text(HEADER, row({ number: "HOST-'; DROP TABLE imports; --", name: '$1 \\x00 \\N NULL' })),
    expected: accepted(1, 0),
  },
  {
    name: 'a user of SQL',
    content: text(HEADER, row({ user: "' OR '1'='1" })),
    expected: accepted(1, 1, 'username'),
  },
  {
    name: 'HTML',
    content: text(HEADER, row({ name: '<script>alert(1)</script>', notes: '<img src=x onerror=alert(1)>' })),
    expected: accepted(1, 0),
  },
  {
    name: 'a backslash at the end of a cell',
    content: text(HEADER, row({ name: 'a\\', notes: '\\' })),
    expected: accepted(1, 0),
  },
  {
    name: 'braces and NULL',
    content: text(
      HEADER,
      row({ name: '{NULL,"a"}'.replaceAll('"', "'").replaceAll(',', ';'), notes: 'NULL' }),
    ),
    expected: accepted(1, 0),
  },
  {
    name: '100 and 101 characters of a number',
    content: text(
      HEADER,
      row({ number: `HOST-${'9'.repeat(95)}` }),
      row({ number: `HOST-${'9'.repeat(96)}` }),
    ),
    expected: accepted(2, 1, 'Course Number'),
  },
  {
    name: '2,000 and 2,001 emoji',
    content: text(HEADER, row({ notes: '😀'.repeat(2_000) }), row({ notes: '😀'.repeat(2_001) })),
    expected: accepted(2, 1, 'Notes'),
  },
  {
    name: 'numbers that are none',
    content: text(
      HEADER,
      ...[
        '1e2',
        'Infinity',
        'NaN',
        '0x10',
        '١٢',
        '-1',
        '+1',
        '1.',
        '.5',
        '1..2',
        '100.0001',
        '1.00001',
        '9'.repeat(400),
      ].map((score) => row({ score })),
    ),
    expected: accepted(13, 13, 'Score'),
  },
  {
    name: 'numbers at their ends',
    content: text(HEADER, ...['0', '100', '100.0000', '0000.5', '99.9999'].map((score) => row({ score }))),
    expected: accepted(5, 0),
  },
  {
    name: 'dates that are none',
    content: text(
      HEADER,
      ...[
        '2020-02-30',
        '2021-02-29',
        '1899-12-31',
        '9999-12-31',
        '2020-1-1',
        '20200101',
        '2020-01-01T00:00:00Z',
        '-2020-01-01',
        '+002020-01-01',
        '0000-00-00',
        '２０２０-01-01',
      ].map((date) => row({ date })),
    ),
    expected: accepted(11, 11, 'Completion Date'),
  },
  {
    name: 'a leap day and the first day',
    content: text(HEADER, row({ date: '2020-02-29' }), row({ date: '1900-01-01' })),
    expected: accepted(2, 0),
  },
  {
    name: 'dates in the chosen format',
    content: text(HEADER, row({ date: '2/29/2020' }), row({ date: '2020-02-29' })),
    query: { dateFormat: 'MM/DD/YYYY' },
    expected: accepted(2, 1, 'Completion Date'),
  },
  {
    name: 'decomposed characters and no-break spaces',
    content: text(HEADER, row({ user: '\u00a0CAMERON.GRAHAM ', name: 'Pre\u0301vention' })),
    expected: accepted(1, 0),
  },
  {
    name: 'nothing but a no-break space',
    content: text(HEADER, row({ name: '\u00a0' })),
    expected: accepted(1, 1, 'Course Name'),
  },
];
