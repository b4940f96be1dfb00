import { beforeAll, expect, it } from 'vitest';
import { loadPeople } from '../../support/commands.ts';
import { importFile } from '../../support/product.ts';
import { courses, errorFile, HEADER, refusal } from './support.ts';

beforeAll(() =>
  loadPeople(
    'acme',
    ['one', 'two', 'four'].map((name) => ({ username: `dialect.${name}`, employeeId: null })),
  ),
);

const semicolons = (line: string): string => line.replaceAll(',', ';');

it.each([
  ['sep=;', semicolons],
  ['"sep=;"', semicolons],
  ['sep=,', (line: string) => line],
  ['"sep=,"', (line: string) => line],
  ['SEP=\t', (line: string) => line.replaceAll(',', '\t')],
])('dialect-1: a first line %j is used and skipped', async (first, write) => {
  const [header, good, bad] = [
    HEADER,
    'dialect.one,A06,Fire,OLT,2020-01-02',
    'dialect.one,A06b,Fire,OLT,2020-13-02',
  ].map(write);
  const view = await importFile([first, header, good, bad, ''].join('\r\n'));
  expect(view).toMatchObject({ total: 2, successes: 1, failures: 1 });
  expect(await courses('dialect.one')).toMatchObject([{ course_number: 'A06' }]);
  const lines = (await errorFile(view)).toString().split('\r\n');
  expect(lines[0]).toBe(`\ufeff${write(`${HEADER},Errors`)}`);
  expect(lines[1]?.startsWith(bad ?? '')).toBe(true);
});

it('dialect-2: lines enclosed in quotes as a whole are read', async () => {
  const lines = [
    HEADER,
    'dialect.two,C01,Fire,OLT,2020-01-02',
    'dialect.two,C01b,""Fire, basic"",OLT,2020-01-02',
  ];
  expect(await importFile(lines.map((line) => `"${line}"\n`).join(''))).toMatchObject({
    status: 'Complete',
    total: 2,
  });
  expect(await courses('dialect.two')).toMatchObject([
    { course_number: 'C01', course_name: 'Fire' },
    { course_number: 'C01b', course_name: 'Fire, basic' },
  ]);
});

it.each([
  [
    `${HEADER},Notes;;;;;;\n${'dialect.two;C02;Fire;OLT;2020-01-02;;\n'.repeat(3)}`,
    /header is separated by commas, but the rows by semicolons/,
  ],
  [
    `${semicolons(HEADER)}\n${'dialect.two,C02,Fire,OLT,2020-01-02\n'.repeat(3)}`,
    /header is separated by semicolons, but the rows by commas/,
  ],
])('dialect-3: two delimiters are one message about the file: %#', async (content, message) => {
  const { status, code, questions } = await refusal(content);
  expect({ status, code }).toEqual({ status: 422, code: 'question' });
  expect(questions).toMatchObject([{ code: 'delimiter', message: expect.stringMatching(message) }]);
});

it.each(['\x1a', '\r\n\x1a', '\0\0\0', '\n\0\x1a\0'])(
  'dialect-4: %j behind the last row is dropped',
  async (end) => {
    const content = `${HEADER}\r\ndialect.four,C05,Fire,OLT,2020-01-02${end}`;
    expect(await importFile(content)).toMatchObject({ status: 'Complete', total: 1, failures: 0 });
    expect(await courses('dialect.four')).toMatchObject([{ completion_date: '2020-01-02' }]);
  },
);
