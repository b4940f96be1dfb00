import { describe, expect, test } from 'vitest';
import { MAX_RECORD_LENGTH } from '#shared/csv/csv-record.ts';
import { guardCell, unguardCell } from '#shared/csv/guard.ts';
import { matchHeader } from '#shared/csv/header.ts';
import { CsvReader } from '#shared/csv/reader.ts';
import { RECORD_TYPES, recordSchema } from '#shared/csv/record-types.ts';
import { createRowReader, type Row } from '#shared/csv/row.ts';

/** Reads the rows of a certifications file of this text. */
function rowsOf(text: string): Row[] {
  const reader = new CsvReader({ delimiter: ',', lineEnd: 'lf' });
  const [header, ...records] = [...reader.push(text), ...reader.end()];
  const match = matchHeader(header?.cells ?? [], 'certifications');
  if (!match.ok) throw new Error(`header: ${match.code}`);
  return records.map(createRowReader(match.mapping));
}

const HEADER = 'Username,Certification Name,Issue Date,Notes,Other';
/**
 * username, employeeId, certificationName, certificationNumber, issuingOrganization, issueDate, expirationDate, notes
 */
const fields = (username: string | null, name: string, date: string, notes: string | null): Row => ({
  fields: [username, null, name, null, null, date, null, notes],
  reasons: undefined,
});

describe('the fields of a row', () => {
  test.each<[string, string, Row]>([
    ['in the template order, null where the file has no column', 'u,n,d,t,o', fields('u', 'n', 'd', 't')],
    ['as written, not trimmed', ' u , n ,d," t ",', fields(' u ', ' n ', 'd', ' t ')],
    ['empty', ',,,,x', fields('', '', '', '')],
    ['an apostrophe guard is taken off', "'=u,'+n,'-d,'@t,", fields('=u', '+n', '-d', '@t')],
    ['of a tab too, in quotes too', `"'\tu","'=n",d,t,`, fields('\tu', '=n', 'd', 't')],
    ['of a text before trimming: one behind white space stays', "u, '=n,d,t,", fields('u', " '=n", 'd', 't')],
    ['any other apostrophe of a text stays', `u,''=n,d,"'""t",`, fields('u', "''=n", 'd', `'"t`)],
    [
      'of an identifier or a date it is a guard',
      `'00123,'n, '2020-01-02,,`,
      fields('00123', "'n", '2020-01-02', ''),
    ],
    ['one alone is a value', `',n,',,`, fields("'", 'n', "'", '')],
    [
      'a formula around a text',
      `="00123",="n m",="2020-01-02",="",`,
      fields('00123', 'n m', '2020-01-02', ''),
    ],
    ['a formula in quotes', `"=""00123""",n, "=""d""" ,t,`, fields('00123', 'n', 'd', 't')],
    ['a formula behind our own apostrophe', `"'=""00123""",n,d,t,`, fields('00123', 'n', 'd', 't')],
    ['a formula of anything else stays', `u,"=""a""&""b""",d,"=A1",`, fields('u', '="a"&"b"', 'd', '=A1')],
    ['a newline within quotes becomes LF', '"u\rv","n\r\nm",d,"t\nt",', fields('u\nv', 'n\nm', 'd', 't\nt')],
    ['a CR outside quotes stays what it is', 'u\rv,n,d,t,', fields('u\rv', 'n', 'd', 't')],
    ['a NUL is left to the value', 'u\0,n,d,t,', fields('u\0', 'n', 'd', 't')],
    ['optional cells may be left out at the end', 'u,n,d', fields('u', 'n', 'd', null)],
    ['surplus blank cells are ignored', 'u,n,d,t,o,, ,"\u00a0"', fields('u', 'n', 'd', 't')],
  ])('%s', (_, line, expected) => {
    expect(rowsOf(`${HEADER}\n${line}\n`)).toEqual([expected]);
  });

  test('a column of the template may stand anywhere', () => {
    expect(rowsOf('Notes,x,Issue Date,Certification Name,Employee ID\nt,x,d,n,e\n')).toEqual([
      { fields: [null, 'e', 'n', null, null, 'd', null, 't'], reasons: undefined },
    ]);
  });
});

describe('a row that cannot be read fails as a whole', () => {
  test.each<[string, string, string, string]>([
    [
      'a required cell is left out',
      'u,n',
      'too-few-cells',
      'The row has 2 cells, but the header has 5 columns; add the missing cells at its end',
    ],
    [
      'too many cells',
      'u,n,d,t,o,, x',
      'too-many-cells',
      'The row has 7 cells but the header has 5; enclose a cell that has the delimiter in it in quotation marks',
    ],
    [
      'more cells than a spreadsheet has columns, all of them blank',
      `u,n,d${','.repeat(16_384)}`,
      'too-many-cells',
      'The row has 16387 cells but the header has 5; enclose a cell that has the delimiter in it in quotation marks',
    ],
    [
      'a stray quote',
      'u,n"m,d',
      'stray-quote',
      'The row has a quotation mark in the wrong place; enclose the whole cell in quotation marks and double each one inside',
    ],
    [
      'an unclosed quote',
      'u,"n,d',
      'unclosed-quote',
      'A quotation mark is never closed, so the rest of the file counts as this row; close it or remove it',
    ],
    [
      'too long',
      `u,n,d,${'x'.repeat(MAX_RECORD_LENGTH)}`,
      'record-too-long',
      'The row is longer than 1,048,576 characters; shorten it',
    ],
  ])('%s', (_, line, code, message) => {
    expect(rowsOf(`${HEADER}\n${line}\n`)).toEqual([
      { fields: undefined, reasons: [{ code, columns: [], message }] },
    ]);
    for (const { title } of RECORD_TYPES.flatMap((type) => recordSchema(type).columns)) {
      expect(message).not.toContain(title);
    }
  });

  test.each<[string, string, boolean]>([
    ['Certification Name,Issue Date,Username,Employee ID', 'n,d,u', true],
    ['Certification Name,Issue Date,Username,Employee ID', 'n,d', false],
    ['Certification Name,Issue Date,Employee ID,Username', 'n,d,', true],
    ['Certification Name,Issue Date,x,Employee ID', 'n,d,x', false],
  ])('of the user columns one is enough: %s / %s', (header, line, readable) => {
    expect(rowsOf(`${header}\n${line}\n`).map((row) => row.reasons === undefined)).toEqual([readable]);
  });
});

describe('the apostrophe guard', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['\rx', "'\rx"],
    ['\nx', "'\nx"],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
    [';=1', ';=1'],
    ['', ''],
    ['a=1', 'a=1'],
    [' =1', ' =1'],
    ["'=1", "'=1"],
    ["'", "'"],
  ])('%j becomes %j', (cell, guarded) => {
    expect(guardCell(cell)).toBe(guarded);
    expect(unguardCell(guarded)).toBe(unguardCell(cell));
  });
});
