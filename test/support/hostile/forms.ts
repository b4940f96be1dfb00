import { accepted, bytes, HEADER, type HostileFile, refused, row, text, wellFormed } from './hostile-file.ts';

export const forms: HostileFile[] = [
  { name: 'a byte order mark', content: `\ufeff${wellFormed}`, expected: accepted(1, 0) },
  { name: 'CR alone', content: wellFormed.replaceAll('\n', '\r'), expected: accepted(1, 0) },
  {
    name: 'LF and CRLF mixed',
    content: `${HEADER}\r\n${row()}\n${row()}\r\n${row()}`,
    expected: accepted(3, 0),
  },
  { name: 'semicolons', content: wellFormed.replaceAll(',', ';'), expected: accepted(1, 0) },
  { name: 'tabs', content: wellFormed.replaceAll(',', '\t'), expected: accepted(1, 0) },
  {
    name: 'white space around quotes',
    content: text(HEADER, row({ name: '  "Safety, one"\t' })),
    expected: accepted(1, 0),
  },
  {
    name: 'newlines inside quotes',
    content: text(HEADER, row({ notes: '"a\r\nb\rc\nd"' })),
    expected: accepted(1, 0),
  },
  {
    name: 'blank lines between',
    content: text('', HEADER, '', ',,,,,,', row(), '   '),
    expected: accepted(1, 0),
  },
  { name: 'no line end at the end', content: `${HEADER}\n${row()}`, expected: accepted(1, 0) },
  {
    name: 'Windows-1252, said',
    content: bytes(text(HEADER, row({ name: 'Pr\xe9vention' })), 'latin1'),
    query: { encoding: 'windows-1252' },
    expected: accepted(1, 0),
  },
  {
    name: 'Windows-1252, not said',
    content: bytes(text(HEADER, row({ name: 'Pr\xe9vention' })), 'latin1'),
    expected: refused(422, 'question'),
  },
  {
    name: 'Windows-1252, not said and accepted',
    content: bytes(text(HEADER, row({ name: 'Pr\xe9vention' })), 'latin1'),
    query: { accept: 'encoding' },
    expected: accepted(1, 1, 'Course Name'),
  },
  {
    name: 'an unclosed quote',
    content: text(HEADER, row(), row({ notes: '"never' }), row(), row()),
    expected: accepted(2, 1, 'never closed'),
  },
  {
    name: 'stray quotes',
    content: text(HEADER, row({ name: 'a "b" c' }), row({ name: '"a" b' }), row()),
    expected: accepted(3, 2, 'quotation mark'),
  },
  {
    name: '100,000 quotes',
    content: text(HEADER, row({ notes: '"'.repeat(100_001) }), row()),
    expected: accepted(1, 1, 'never closed'),
  },
  {
    name: 'quotes that are all doubled',
    content: text(HEADER, row({ notes: `"${'""'.repeat(900)}"` })),
    expected: accepted(1, 0),
  },
  {
    name: 'a cell of 1 MB',
    content: text(HEADER, row({ notes: 'x'.repeat(1_048_576) }), row()),
    expected: accepted(2, 1, ''),
  },
  {
    name: 'a quoted cell of 2 MB',
    content: text(HEADER, row({ notes: `"${'x\n'.repeat(1_048_576)}"` }), row()),
    expected: accepted(2, 1, 'longer than'),
  },
  {
    name: 'a cell of a million of three bytes',
    content: text(HEADER, row({ notes: '安'.repeat(1_000_000) }), row()),
    expected: accepted(2, 1, ''),
  },
  {
    name: 'too few cells',
    content: text(HEADER, 'cameron.graham,HOST-1', row()),
    expected: accepted(2, 1, 'cells'),
  },
  {
    name: 'too many cells',
    content: text(HEADER, `${row()},x`, `${row()},,  ,`),
    expected: accepted(2, 1, 'cells'),
  },
];

export const names: HostileFile[] = [
  {
    name: 'an ending that is none',
    content: wellFormed,
    fileName: 'history.csv.exe',
    expected: refused(415, 'not-csv'),
  },
  { name: 'no ending', content: wellFormed, fileName: 'history', expected: refused(415, 'not-csv') },
  {
    name: 'a spreadsheet by name',
    content: wellFormed,
    fileName: 'history.xlsx',
    expected: refused(415, 'not-csv'),
  },
  {
    name: 'an ending with a NUL',
    content: wellFormed,
    fileName: 'history.exe\0.csv',
    expected: refused(400, 'malformed-upload'),
  },
  {
    name: 'capitals',
    content: wellFormed,
    fileName: 'HISTORY.CSV',
    expected: { total: 1, failures: 0, fileName: 'HISTORY.CSV' },
  },
  {
    name: 'a path up',
    content: wellFormed,
    fileName: '../../etc/passwd.csv',
    expected: { total: 1, failures: 0, fileName: 'passwd.csv' },
  },
  {
    name: 'a path of Windows',
    content: wellFormed,
    fileName: 'C:\\temp\\..\\old.csv',
    expected: { total: 1, failures: 0, fileName: 'old.csv' },
  },
  {
    name: 'markup',
    content: wellFormed,
    fileName: '<img src=x onerror=alert(1)>.csv',
    expected: { total: 1, failures: 0, fileName: '<img src=x onerror=alert(1)>.csv' },
  },
  {
    name: 'turned writing',
    content: wellFormed,
    fileName: 'a\u202ecsv.exe.csv',
    expected: { total: 1, failures: 0, fileName: 'acsv.exe.csv' },
  },
  {
    name: 'a tab',
    content: wellFormed,
    fileName: 'a\tb.csv',
    expected: { total: 1, failures: 0, fileName: 'ab.csv' },
  },
  {
    name: 'an escape',
    content: wellFormed,
    fileName: 'a\x1b[31m.csv',
    expected: refused(400, 'malformed-upload'),
  },
  {
    name: '1,000 characters',
    content: wellFormed,
    fileName: `${'n'.repeat(1_000)}.csv`,
    expected: { total: 1, failures: 0, fileName: `${'n'.repeat(251)}.csv` },
  },
  {
    name: 'emoji',
    content: wellFormed,
    fileName: '📚 Übung.csv',
    expected: { total: 1, failures: 0, fileName: '📚 Übung.csv' },
  },
  {
    name: 'the ending alone',
    content: wellFormed,
    fileName: '.csv',
    expected: { total: 1, failures: 0, fileName: '.csv' },
  },
];

export const parameters: HostileFile[] = [
  {
    name: 'no such type',
    content: wellFormed,
    query: { type: 'people' },
    expected: refused(400, 'unknown-type'),
  },
  {
    name: 'a type of JavaScript',
    content: wellFormed,
    query: { type: '__proto__' },
    expected: refused(400, 'unknown-type'),
  },
  {
    name: 'no such date format',
    content: wellFormed,
    query: { dateFormat: 'YYYY' },
    expected: refused(400, 'invalid-parameter'),
  },
  {
    name: 'no such encoding',
    content: wellFormed,
    query: { encoding: 'utf-16' },
    expected: refused(400, 'invalid-parameter'),
  },
];
