import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { CsvRecord } from '#shared/csv/csv-record.ts';
import { type Dialect, inspectHead } from '#shared/csv/dialect.ts';
import { createErrorFile } from '#shared/csv/error-file.ts';
import { unguardCell } from '#shared/csv/guard.ts';
import { matchHeader } from '#shared/csv/header.ts';
import { CsvReader } from '#shared/csv/reader.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

const DIALECT: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'lf' };

/** The error file of a file all of whose rows fail. */
function errorFileOf(text: string, dialect: Dialect = DIALECT, errors = 'wrong'): string {
  const [header, ...failed] = read(text, dialect);
  const file = createErrorFile(dialect, header?.cells ?? []);
  return file.header + failed.map((record) => file.line(record, errors)).join('');
}

function read(text: string, dialect: Dialect): CsvRecord[] {
  const reader = new CsvReader(dialect);
  return [...reader.push(text), ...reader.end()];
}

describe('the error file', () => {
  test.each<[string, string, string, Partial<Dialect>?, string?]>([
    [
      'the header as it was spelled, the values as written',
      'user_NAME, Notes \n x , y\n',
      'user_NAME, Notes ,Errors\n x , y,wrong\n',
    ],
    ['unknown columns are kept', 'x,Username,x\n1,2,3\n', 'x,Username,x,Errors\n1,2,3,wrong\n'],
    ['not normalised', 'a\ne\u0301\n', 'a,Errors\ne\u0301,wrong\n'],
    ['quotes where they are needed', 'a,b\n"x,y","z"\n', 'a,b,Errors\n"x,y",z,wrong\n'],
    ['a quote is doubled', 'a\n"x""y"\n', 'a,Errors\n"x""y",wrong\n'],
    ['newlines in a cell stay', 'a\n"x\ny\r\nz"\n', 'a,Errors\n"x\ny\r\nz",wrong\n'],
    ['several reasons in one cell', 'a\nx\n', 'a,Errors\nx,"one, two; three"\n', {}, 'one, two; three'],
    ['CRLF', 'a\r\nx\r\n', 'a,Errors\r\nx,wrong\r\n', { lineEnd: 'crlf' }],
    ['CR', 'a\rx\r"y\rz"\r', 'a,Errors\rx,wrong\r"y\rz",wrong\r', { lineEnd: 'cr' }],
    ['semicolons', 'a;b\nx,y;"z;"\n', 'a;b;Errors\n"x,y";"z;";wrong\n', { delimiter: ';' }],
    ['pipes', 'a|b\nx;y|"z|"\n', 'a|b|Errors\n"x;y"|"z|"|wrong\n', { delimiter: '|' }],
    ['tabs', 'a\tb\nx\t"y\tz"\n', 'a\tb\tErrors\nx\t"y\tz"\twrong\n', { delimiter: '\t' }],
    ['Windows-1252 becomes UTF-8', 'a\né\n', 'a,Errors\né,wrong\n', { encoding: 'windows-1252' }],
    ['a short row is filled with blanks', 'a,b,c\nx\n', 'a,b,c,Errors\nx,,,wrong\n'],
    ['surplus cells follow after Errors', 'a,b\nx,y,z,,"=w"\n', "a,b,Errors\nx,y,wrong,z,,'=w\n"],
    ['what could not be parsed stands in the first cell', 'a,b\nx"y,z\n', 'a,b,Errors\n"x""y,z",,wrong\n'],
    [
      'the rest of the file behind an unclosed quote too',
      'a,b\n"x,y\nz\n',
      'a,b,Errors\n"""x,y\nz\n",,wrong\n',
    ],
    [
      'cells that a spreadsheet would run',
      'a,b,c,d,e,f\n=x,+x,-x,@x,"\tx",＝x\n',
      `a,b,c,d,e,f,Errors\n'=x,'+x,'-x,'@x,"'\tx",'＝x,wrong\n`,
    ],
    ['in the header as well', '=a\nx\n', "'=a,Errors\nx,wrong\n"],
    ['and what could not be parsed', 'a,b\n=x"y"\n', `a,b,Errors\n"'=x""y""",,wrong\n`],
    ['a guard that is there is not doubled', "a\n'=x\n", "a,Errors\n'=x,wrong\n"],
    ['other apostrophes stay', "a\n'x\n", "a,Errors\n'x,wrong\n"],
    ['an Errors column from before is left out', 'a,b,Errors\nx,y,old\n', 'a,b,Errors\nx,y,wrong\n'],
    ['so that surplus cells stay where they were', 'a,Errors\nx,old,y\n', 'a,Errors\nx,wrong,y\n'],
    ['one before empty titles too', 'a,errors,\nx,old,z\n', 'a,Errors,\nx,wrong,z\n'],
    [
      'nothing is filled beyond the last title',
      'a,b,,,\nx\ny,z,w\n',
      'a,b,Errors,,,\nx,,wrong\ny,z,wrong,w\n',
    ],
    ['one in the middle is a column like any other', 'Errors,a\nx,y\n', 'Errors,a,Errors\nx,y,wrong\n'],
  ])('%s', (_, text, expected, dialect, errors) => {
    expect(errorFileOf(text, { ...DIALECT, ...dialect }, errors)).toBe(`\ufeff${expected}`);
  });

  test('has a byte order mark unless bytes of the original are kept that are no UTF-8', () => {
    const kept: Dialect = { ...DIALECT, invalidBytes: true };
    expect(errorFileOf('a\nx\n', kept)).toBe('a,Errors\nx,wrong\n');
    expect(errorFileOf('a\nx\n', { ...kept, bom: true })).toBe('\ufeffa,Errors\nx,wrong\n');
  });
});

describe('an error file that is uploaded again', () => {
  const cell = fc
    .array(
      fc.constantFrom(
        '"',
        ',',
        ';',
        '\t',
        '|',
        '\n',
        '\r\n',
        ' ',
        'a',
        'é',
        '=',
        '+',
        '-',
        '@',
        '＝',
        "'",
        '\ufffd',
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(''));
  const dialects = fc.record<Dialect>({
    encoding: fc.constant('utf-8'),
    bom: fc.boolean(),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom('lf', 'crlf', 'cr'),
  });
  const header = ['Username', 'Certification Name', 'Issue Date', 'a,b;c\td'];

  test('has the same dialect, header and cells', () => {
    const rows = fc.array(fc.tuple(cell, cell, cell, cell, fc.array(cell, { maxLength: 2 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(dialects, rows, (dialect, values) => {
        const file = createErrorFile(dialect, header);
        const lines = values.map(([a, b, c, d, surplus]) =>
          file.line({ cells: [a, b, c, d, ...surplus], raw: undefined }, 'Username "x;y" is wrong'),
        );
        const bytes = Buffer.from(file.header + lines.join(''));
        expect(inspectHead(bytes, 'utf-8')).toEqual({ ok: true, dialect: { ...dialect, bom: true } });

        const [first, ...records] = read(new TextDecoder().decode(bytes), dialect);
        expect(first?.cells).toEqual([...header, 'Errors']);
        expect(matchHeader(first?.cells ?? [], 'certifications')).toMatchObject({ ok: true });
        expect(records.map((record) => record.cells.map(unguardCell))).toEqual(
          values.map(([a, b, c, d, surplus]) => [
            ...[a, b, c, d].map(unguardCell),
            'Username "x;y" is wrong',
            ...surplus.map(unguardCell),
          ]),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('and failing again gives the same error file', () => {
    const text = `Username,Notes\n=a,"b\n""c"""\nd\ne,f,g\nh"i,j\n`;
    const once = errorFileOf(text).slice(1);
    // What could not be parsed is one cell from now on, so only from the second time on.
    expect(errorFileOf(once)).toBe(`\ufeff${once}`);
  });
});
