import { describe, expect, test } from 'vitest';
import { type Dialect, HEAD_BYTES, inspectHead } from '#shared/csv/dialect.ts';
import type { Encoding } from '#shared/csv/text-decoder.ts';

const HEADER = 'Username,Course Number,Course Name,Course Type,Completion Date';
const PLAIN: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'lf' };

describe('how a file is written', () => {
  test.each<[string, string, Partial<Dialect>]>([
    ['LF', `${HEADER}\na,b\n`, {}],
    ['CRLF', `${HEADER}\r\na,b\r\n`, { lineEnd: 'crlf' }],
    ['CRLF first, then LF', `${HEADER}\r\na,b\nc,d\n`, { lineEnd: 'crlf' }],
    ['LF first, then CRLF', `${HEADER}\na,b\r\nc,d\r\n`, {}],
    ['CR only', `${HEADER}\ra,b\rc,d\r`, { lineEnd: 'cr' }],
    ['CR only with an LF inside quotes', `${HEADER}\r"a\nb",c\r`, { lineEnd: 'cr' }],
    ['a lone CR in an LF file', `${HEADER}\na\rb,c\n`, {}],
    ['a lone CR before the first LF', `${HEADER},x\ry\na,b\n`, {}],
    ['a CR inside quotes in a header', `"User\rname",x\na,b\n`, {}],
    ['no line end', HEADER, {}],
    ['a final CR may be half a CRLF', `${HEADER}\r`, {}],
    ['nothing', '', {}],
    ['a byte order mark', `\ufeff${HEADER}\n`, { bom: true }],
    ['semicolons', `${HEADER.replaceAll(',', ';')}\na;b\n`, { delimiter: ';' }],
    ['tabs', `${HEADER.replaceAll(',', '\t')}\na\tb\n`, { delimiter: '\t' }],
    ['commas inside the quotes of a title', `Username;"a,b,c,d";Notes\n`, { delimiter: ';' }],
    ['commas in a title without quotes', `Username;Notes;a,b,c,d\n`, { delimiter: ';' }],
    ['commas in the rows', `Username;Notes\na,b,c;d,e,f\n`, { delimiter: ';' }],
    ['blank lines before the header', `\n ;;\nUsername;Notes\n`, { delimiter: ';' }],
    ['nothing but delimiters, which is blank', ';;\n;\n', { delimiter: ';' }],
    ['no title that is known', 'a;b;c,d\n', { delimiter: ';' }],
    ['pipes', `${HEADER.replaceAll(',', '|')}\na|b\n`, { delimiter: '|' }],
    [
      'a line that names the delimiter',
      `sep=;\r\nUsername;Notes\r\n`,
      { delimiter: ';', lineEnd: 'crlf', separatorLine: true },
    ],
    ['in quotes', `"sep=,"\n${HEADER}\n`, { separatorLine: true }],
    [
      'in capitals, filled up by a spreadsheet',
      `SEP=;;;;\nUsername;Notes\n`,
      { delimiter: ';', separatorLine: true },
    ],
    [
      'of a tab, behind a mark',
      `\ufeffsep=\t\nUsername\tNotes\n`,
      { bom: true, delimiter: '\t', separatorLine: true },
    ],
    ['that decides where titles do not', 'sep=;\na,b,c;d\n', { delimiter: ';', separatorLine: true }],
    ['that names another than the titles have', `sep=;\n${HEADER}\n`, { separatorLine: true }],
    ['that names what is no delimiter', `sep=:\n${HEADER}\n`, { separatorLine: true }],
    ['only in the first line', `${HEADER}\nsep=;\n`, {}],
    ['lines in quotes as a whole', `"${HEADER}"\n"a,b,""c, d"",e,f"\n"a,`, { quotedLines: true }],
    [
      'with semicolons',
      `"Username;Notes"\r\n"a;b"\r\n`,
      { delimiter: ';', lineEnd: 'crlf', quotedLines: true },
    ],
    [
      'behind a line that names the delimiter',
      `"sep=;"\n"Username;Notes"\n"a;b"\n`,
      { delimiter: ';', separatorLine: true, quotedLines: true },
    ],
    ['but not all of them', `"${HEADER}"\na,b,c,d,e\n`, {}],
    ['cells in quotes', `"Username","Notes"\n"a","b,c"\n`, {}],
    ['one column', 'Username\na;b;c\n', {}],
  ])('%s', (_, text, expected) => {
    expect(inspectHead(Buffer.from(text), 'utf-8')).toEqual({ ok: true, dialect: { ...PLAIN, ...expected } });
  });

  test.each<[string, string, Encoding, Partial<Dialect>]>([
    ['the uploader names the encoding', HEADER, 'windows-1252', { encoding: 'windows-1252' }],
    [
      'but a UTF-8 byte order mark overrides it',
      `\ufeff${HEADER}`,
      'windows-1252',
      { encoding: 'utf-8', bom: true },
    ],
  ])('%s', (_, text, encoding, expected) => {
    expect(inspectHead(Buffer.from(text), encoding)).toEqual({
      ok: true,
      dialect: { ...PLAIN, ...expected },
    });
  });

  test('a head that was cut within a character and within the rows', () => {
    const head = Buffer.from(`${HEADER}\r\n${'é,"a\n'.repeat(20_000)}`).subarray(0, HEAD_BYTES);
    expect(inspectHead(head, 'utf-8')).toEqual({ ok: true, dialect: { ...PLAIN, lineEnd: 'crlf' } });
  });

  test('is plain data', () => {
    const inspection = inspectHead(Buffer.from(HEADER), 'utf-8');
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
  });
});

describe('what is no text that we read', () => {
  test.each<[string, Uint8Array, 'not-csv' | 'not-utf-8']>([
    ['a ZIP archive', Buffer.from('PK\x03\x04\x14\0'), 'not-csv'],
    ['a PDF document', Buffer.from('%PDF-1.7\n'), 'not-csv'],
    ['a NUL in the first record', Buffer.from('Username,Not\0es\na,b\n'), 'not-csv'],
    ['a NUL in a first record that cannot be parsed', Buffer.from('User"na\0me\na,b\n'), 'not-csv'],
    ['a NUL in the first record, behind blank lines', Buffer.from('\n,,\nUser\0name\n'), 'not-csv'],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${HEADER}`, 'utf16le'), 'not-utf-8'],
    ['UTF-16 without one', Buffer.from(HEADER, 'utf16le'), 'not-utf-8'],
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'not-utf-8'],
  ])('%s', (_, head, code) => {
    for (const encoding of ['utf-8', 'windows-1252'] as const) {
      expect(inspectHead(head, encoding)).toEqual({
        ok: false,
        code,
        message: expect.stringMatching(/^inspection\./),
      });
    }
  });

  test('a NUL further on is left to its row', () => {
    expect(inspectHead(Buffer.from(`${HEADER}\na\0,b\n`), 'utf-8')).toEqual({ ok: true, dialect: PLAIN });
  });
});
