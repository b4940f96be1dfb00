import {
  accepted,
  bigEndian16,
  bytes,
  HEADER,
  type HostileFile,
  refused,
  row,
  text,
  utf32,
  wellFormed,
} from './hostile-file.ts';

const manyColumns = Array.from({ length: 10_000 }, (_, column) => `Column ${column}`).join(',');

export const notText: HostileFile[] = [
  { name: 'a zip', content: bytes('PK\x03\x04\x14\0\0\0', 'latin1'), expected: refused(415, 'not-csv') },
  {
    name: 'an empty zip',
    content: bytes(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1'),
    expected: refused(415, 'not-csv'),
  },
  { name: 'a PDF', content: bytes('%PDF-1.7\n%âãÏÓ\n', 'latin1'), expected: refused(415, 'not-csv') },
  {
    name: 'a gzip',
    content: bytes('\x1f\x8b\x08\0\0\0\0\0\0\x03', 'latin1'),
    expected: refused(415, 'not-csv'),
  },
  {
    name: 'a PNG',
    content: bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
    expected: refused(422, 'missing-column'),
  },
  {
    name: 'a NUL in the header',
    content: text(HEADER.replace('Notes', 'No\0tes'), row()),
    expected: refused(415, 'not-csv'),
  },
  { name: 'nothing but NULs', content: '\0'.repeat(5_000), expected: refused(415, 'not-csv') },
  {
    name: 'UTF-16 LE with a mark',
    content: bytes(`\ufeff${wellFormed}`, 'utf16le'),
    expected: refused(422, 'not-utf-8'),
  },
  {
    name: 'UTF-16 LE without one',
    content: bytes(wellFormed, 'utf16le'),
    expected: refused(422, 'not-utf-8'),
  },
  {
    name: 'UTF-16 BE with a mark',
    content: bigEndian16(`\ufeff${wellFormed}`),
    expected: refused(422, 'not-utf-8'),
  },
  { name: 'UTF-16 BE without one', content: bigEndian16(wellFormed), expected: refused(422, 'not-utf-8') },
  {
    name: 'UTF-32 LE with a mark',
    content: utf32(`\ufeff${wellFormed}`, true),
    expected: refused(422, 'not-utf-8'),
  },
  {
    name: 'UTF-32 BE with a mark',
    content: utf32(`\ufeff${wellFormed}`, false),
    expected: refused(422, 'not-utf-8'),
  },
  { name: 'UTF-32 LE without one', content: utf32(wellFormed, true), expected: refused(422, 'not-utf-8') },
];

export const headers: HostileFile[] = [
  { name: 'an empty file', content: '', expected: refused(422, 'no-records') },
  { name: 'a byte order mark alone', content: '\ufeff', expected: refused(422, 'no-records') },
  { name: 'blank lines alone', content: '\n\r\n  \n\t\n', expected: refused(422, 'no-records') },
  { name: 'a header alone', content: HEADER, expected: refused(422, 'no-records') },
  {
    name: 'a header and blank lines',
    content: `${HEADER}\r\n\r\n , ,\r\n`,
    expected: refused(422, 'no-records'),
  },
  {
    name: 'lines of delimiters alone',
    content: ',,,,\n;;;\n\t\t\n',
    expected: refused(422, 'missing-column'),
  },
  { name: 'one quote', content: '"', expected: refused(422, 'missing-column') },
  {
    name: 'a header that is never closed',
    content: `"${HEADER}\n${row()}\n`,
    expected: refused(422, 'missing-column'),
  },
  {
    name: 'no user column',
    content: text(HEADER.replace('Username', 'User'), row()),
    expected: refused(422, 'missing-column'),
  },
  {
    name: 'a column twice',
    content: text(`${HEADER},course_NUMBER`, `${row()},x`),
    expected: refused(422, 'duplicate-column'),
  },
  {
    name: 'the other type',
    content: text('Username,Certification Name,Issue Date', 'a,b,2020-01-01'),
    expected: refused(422, 'missing-column'),
  },
  {
    name: '10,000 unknown columns',
    content: text(manyColumns, 'a,b'),
    expected: refused(422, 'header-too-large'),
  },
  {
    name: '10,000 columns more',
    content: text(`${HEADER},${manyColumns}`, row()),
    expected: refused(422, 'header-too-large'),
  },
  {
    name: '200,000 empty titles and 12,000 rows of a letter',
    content: `${HEADER}${','.repeat(200_000)}\n${'x\n'.repeat(12_000)}`,
    expected: refused(422, 'header-too-large'),
  },
  {
    name: 'as many empty titles as a spreadsheet has columns',
    content: text(`${HEADER}${','.repeat(16_300)}`, `${row()}${','.repeat(16_300)}`),
    expected: accepted(1, 0),
  },
  {
    name: 'a row of more cells than a spreadsheet has columns',
    content: text(HEADER, `${row()}${','.repeat(20_000)}`, row()),
    expected: accepted(2, 1, 'cells but the header has 7'),
  },
  {
    name: 'a header of 3 MB',
    content: text(`${HEADER},${'x'.repeat(3_000_000)}`, row()),
    expected: refused(422, 'header-too-large'),
  },
  {
    name: 'a header behind 100,000 blank lines',
    content: `${'\n'.repeat(100_000)}${wellFormed}`,
    expected: accepted(1, 0),
  },
  {
    name: 'titles in any spelling',
    content: text('\u00a0USER_NAME ,course number,CourseName,"course  TYPE",completion_date', row()),
    expected: accepted(1, 0),
  },
  { name: 'empty titles', content: text(`${HEADER},,,`, row()), expected: accepted(1, 0) },
  {
    name: 'its own Errors column',
    content: text(`${HEADER},Errors`, `${row()},old reasons`),
    expected: accepted(1, 0),
  },
];
