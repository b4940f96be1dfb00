import { describe, expect, test, vi } from 'vitest';
import { type CsvRecord, MAX_RECORD_LENGTH } from '#shared/csv/csv-record.ts';
import { type CsvForm, CsvReader } from '#shared/csv/reader.ts';
import { plainRecords } from './plain-records.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

const LF: CsvForm = { delimiter: ',', lineEnd: 'lf' };
const CR: CsvForm = { delimiter: ',', lineEnd: 'cr' };

function read(text: string, form: CsvForm = LF): CsvRecord[] {
  const reader = new CsvReader(form);
  return plainRecords([...reader.push(text), ...reader.end()]);
}

function cellsOf(text: string, form: CsvForm = LF): (readonly string[])[] {
  const records = read(text, form);
  expect(records.map((record) => record.problem)).toEqual(records.map(() => undefined));
  return records.map((record) => record.cells);
}

describe('well-formed records', () => {
  test.each<[string, string, string[][], CsvForm?]>([
    ['no text', '', []],
    [
      'LF',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['LF and CRLF mixed', 'a\r\nb\nc\r\n', [['a'], ['b'], ['c']]],
    [
      'CR only',
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      CR,
    ],
    [
      'no line end at the end',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a quoted last cell at the end', 'a\n"b"', [['a'], ['b']]],
    [
      'empty cells',
      'a,,\n,b,\n',
      [
        ['a', '', ''],
        ['', 'b', ''],
      ],
    ],
    ['one column', 'a\nb\n', [['a'], ['b']]],
    ['rows of different lengths', 'a,b,c\nd\ne,f\n', [['a', 'b', 'c'], ['d'], ['e', 'f']]],
    ['semicolons', 'a;b,c\n', [['a', 'b,c']], { delimiter: ';', lineEnd: 'lf' }],
    [
      'tabs',
      'a\tb\n"c\td"\t\n',
      [
        ['a', 'b'],
        ['c\td', ''],
      ],
      { delimiter: '\t', lineEnd: 'lf' },
    ],
    ['quotes', '"a","b"\n', [['a', 'b']]],
    ['a doubled quote', '"a ""b"" c","""",""""""\n', [['a "b" c', '"', '""']]],
    ['an empty quoted cell', '"",x\n', [['', 'x']]],
    ['a delimiter in quotes', '"a,b",c\n', [['a,b', 'c']]],
    ['newlines in quotes', '"a\nb","c\r\nd"\n', [['a\nb', 'c\r\nd']]],
    ['a CRLF line end behind quotes', '"a"\r\nb\r\n', [['a'], ['b']]],
    ['white space around quotes', ' "a" ,\t"b"\t,\u00a0"c"\u00a0\n', [['a', 'b', 'c']]],
    ['white space within quotes', '" a ",b\n', [[' a ', 'b']]],
    ['white space of unquoted cells', ' a , b\t\n', [[' a ', ' b\t']]],
    ['a tab delimiter is no white space', '\t "a"\n', [['', 'a']], { delimiter: '\t', lineEnd: 'lf' }],
    ['a lone CR outside quotes in an LF file', 'a\rb,c\n', [['a\rb', 'c']]],
    ['an LF outside quotes in a CR file', 'a\nb,c\r', [['a\nb', 'c']], CR],
    ['text beyond ASCII', 'é,😀\n', [['é', '😀']]],
  ])('%s', (_, text, expected, form) => {
    expect(cellsOf(text, form)).toEqual(expected);
  });
});

describe('blank lines are left out', () => {
  test.each([
    ['between', 'a\n\n\r\nb\n'],
    ['before', '\n \n,,\na\nb\n'],
    ['after', 'a\nb\n\n,\n \t'],
    ['of white space, also no-break space', 'a\n \t\u00a0, \nb\n'],
    ['of empty quoted cells', 'a\n"",""\n" ",\t\nb\n'],
    ['of a quoted newline', 'a\n"\n"\nb\n'],
  ])('%s', (_, text) => {
    expect(cellsOf(text)).toEqual([['a'], ['b']]);
  });

  test('in a file of CR only', () => {
    expect(cellsOf('\ra\r\r,\rb\r', CR)).toEqual([['a'], ['b']]);
  });

  test('and nothing else is: a control character is no white space', () => {
    expect(cellsOf('\0\n')).toEqual([['\0']]);
  });
});

describe('a CR inside quotes', () => {
  test('is told, since elsewhere it is a control character', () => {
    const [record] = read('a\rb,"c\rd",e,"f\r\ng"\n');
    expect(record).toEqual({
      cells: ['a\rb', 'c\rd', 'e', 'f\r\ng'],
      problem: undefined,
      raw: undefined,
      carriageReturns: [1, 3],
    });
  });
});

describe('a quote in the wrong place fails its record and no other', () => {
  test.each<[string, string, string[]]>([
    ['within an unquoted cell', '5" pipe,x', ['5" pipe', 'x']],
    ['at the end of an unquoted cell', 'x,pipe"', ['x', 'pipe"']],
    ['text behind a closing quote', '"a"b,x', ['"a"b', 'x']],
    ['an inner quote that is not doubled', '"say "hi", please",x', ['"say "hi"', ' please"', 'x']],
    ['an inner quote with white space', '"a" "b",x', ['"a" "b"', 'x']],
    ['the cells behind it are read as always', 'a"b,"c,d",e', ['a"b', 'c,d', 'e']],
    ['a newline in a cell behind it', 'a"b,"c\nd",e', ['a"b', 'c\nd', 'e']],
    ['a quote as long as the record', 'a,b"', ['a', 'b"']],
  ])('%s', (_, line, cells) => {
    expect(read(`before\n${line}\nafter\r\n`)).toEqual([
      { cells: ['before'], problem: undefined, raw: undefined, carriageReturns: undefined },
      { cells, problem: 'stray-quote', raw: line, carriageReturns: undefined },
      { cells: ['after'], problem: undefined, raw: undefined, carriageReturns: undefined },
    ]);
  });

  test('its text is told without the CR of its line end', () => {
    expect(read('a"b\r\n')[0]?.raw).toBe('a"b');
  });
});

describe('a quote that is never closed', () => {
  test('makes the rest of the file one failed record', () => {
    expect(read('a,b\nc,"d\ne,f\ng,""h\n')).toEqual([
      { cells: ['a', 'b'], problem: undefined, raw: undefined, carriageReturns: undefined },
      {
        cells: ['c', 'd\ne,f\ng,"h\n'],
        problem: 'unclosed-quote',
        raw: 'c,"d\ne,f\ng,""h\n',
        carriageReturns: undefined,
      },
    ]);
  });

  test('counts as one even when nothing follows', () => {
    expect(read('a\n"')).toMatchObject([{ problem: undefined }, { problem: 'unclosed-quote', raw: '"' }]);
  });

  test('holds no more of the file than the bound', () => {
    const reader = new CsvReader(LF);
    const records = reader.push('a\n"');
    for (let i = 0; i < 40; i++) records.push(...reader.push('x,\n'.repeat(30_000)));
    records.push(...reader.end());
    expect(records.map(({ problem, raw }) => [problem, raw?.length])).toEqual([
      [undefined, undefined],
      ['unclosed-quote', MAX_RECORD_LENGTH],
    ]);
  });
});

describe('a record longer than the bound', () => {
  const longest = 'x'.repeat(MAX_RECORD_LENGTH - 2);

  test('the longest is still read', () => {
    expect(cellsOf(`a\n${longest},b\nc\n`)).toEqual([['a'], [longest, 'b'], ['c']]);
  });

  test.each([
    ['unquoted', `${longest},bc`],
    ['quoted', `"${longest}",bc`],
    ['with newlines', `"${'x\n'.repeat(MAX_RECORD_LENGTH)}"`],
  ])('one more fails, and only itself: %s', (_, text) => {
    const expected = [
      { cells: ['a'], problem: undefined, raw: undefined, carriageReturns: undefined },
      {
        cells: [],
        problem: 'record-too-long',
        raw: text.slice(0, MAX_RECORD_LENGTH),
        carriageReturns: undefined,
      },
      { cells: ['c'], problem: undefined, raw: undefined, carriageReturns: undefined },
    ];
    const file = `a\n${text}\nc\n`;
    expect(read(file)).toEqual(expected);
    const reader = new CsvReader(LF);
    const records: CsvRecord[] = [];
    for (let i = 0; i < file.length; i += 65_537) records.push(...reader.push(file.slice(i, i + 65_537)));
    expect(plainRecords([...records, ...reader.end()])).toEqual(expected);
  });

  test('is not cut within a character', () => {
    const [record] = read(`${'x'.repeat(MAX_RECORD_LENGTH - 1)}😀,a\n`);
    expect(record?.raw).toBe('x'.repeat(MAX_RECORD_LENGTH - 1));
  });

  test('at the end of the file without a line end is too long, not unclosed', () => {
    expect(read(`"${longest}",bc`)).toMatchObject([{ problem: 'record-too-long' }]);
  });
});

describe('text made to be slow is read in one pass', () => {
  // Each of these would take minutes if a search were begun again for each quote, cell or line.
  const units = 4_000_000;
  test.each([
    ['stray quotes without a line end', 'a"'.repeat(units)],
    ['doubled quotes', `"${'""'.repeat(units)}"`],
    ['quoted cells without a line end', '"a",'.repeat(units)],
    ['lines without a delimiter or a quote', 'a\n'.repeat(units)],
    ['a quote on each line and no delimiter', '"a"\n'.repeat(units / 4)],
    ['white space without end', ' '.repeat(2 * units)],
  ])('%s', (_, text) => {
    const reader = new CsvReader(LF);
    for (let i = 0; i < text.length; i += 65_536) plainRecords(reader.push(text.slice(i, i + 65_536)));
    plainRecords(reader.end());
  });
});
