import { expect, test } from 'vitest';
import { cleanFileName, isCsvFileName } from '../../../services/ingest/upload/file-name.ts';

test.each([
  ['a plain name stays', 'history 2019.csv', 'history 2019.csv'],
  ['letters of any script stay', '履歴–é.csv', '履歴–é.csv'],
  ['a Windows path', 'C:\\Users\\me\\a.csv', 'a.csv'],
  ['a Unix path', '../../etc/a.csv', 'a.csv'],
  ['both', 'C:\\x/y\\a.csv', 'a.csv'],
  ['control characters', 'a\0b\r\n\u0085c.csv', 'abc.csv'],
  ['marks that turn the direction of writing round', 'a\u202evsc.csv', 'avsc.csv'],
  ['half a character', 'a\ud800.csv', 'a\ufffd.csv'],
  ['white space around it', ' a.csv ', 'a.csv'],
  ['nothing', 'dir/', ''],
])('a file name without what does not belong to it: %s', (_, sent, kept) => {
  expect(cleanFileName(sent)).toBe(kept);
});

test('a long name is cut to 255 characters in front of its ending', () => {
  const name = cleanFileName(`${'🎓'.repeat(300)}.CSV`);
  expect([...name]).toHaveLength(255);
  expect(name).toMatch(/^(🎓){251}\.CSV$/u);
  expect(cleanFileName('a'.repeat(255))).toHaveLength(255);
});

test.each([
  ['a.csv', true],
  ['A.CSV', true],
  ['.csv', true],
  ['a.csv.txt', false],
  ['acsv', false],
  ['', false],
])('%s is the name of a CSV file: %s', (name, expected) => {
  expect(isCsvFileName(name)).toBe(expected);
});
