import { describe, expect, test } from 'vitest';
import type { Encoding } from '#shared/csv/text-decoder.ts';
import { datesFile, HEADER, inspect, inspectFile, latin1 } from './support.ts';

describe('the encoding', () => {
  const CERTIFICATIONS = 'Username,Certification Name,Issue Date\n';

  test('is a question when bytes are no UTF-8, with the first such row and readings of it', async () => {
    const content = latin1(`${CERTIFICATIONS}a,b,2020-01-01\nc,\xe9quipe,2020-01-01\n`);
    const { encoding, questions } = await inspect(content, { type: 'certifications' });
    expect(encoding).toMatchObject({ used: 'utf-8', valid: false, utf8: false, firstInvalidRow: 2 });
    expect(questions).toMatchObject([
      {
        code: 'encoding',
        row: 2,
        answers: expect.arrayContaining([
          { parameter: 'encoding', value: 'windows-1252', example: 'équipe' },
          { parameter: 'encoding', value: 'macintosh', example: 'Èquipe' },
        ]),
      },
    ]);
    expect(questions[0]?.message).toMatch(
      /^Row 3 has bytes that are not UTF-8, so the file is in another encoding\. Read as /,
    );
  });

  test.each<[Encoding, Buffer, string]>([
    ['windows-1252', latin1('Jos\xe9 M\xfcller, \xe9quipe \x96 fa\xe7ade'), 'José Müller'],
    [
      'windows-1250',
      latin1('Wi\x9cniewski \xb3ukasz, P\xf8\xedli\x9a \x9elu\x9dou\xe8k\xfd k\xf9\xf2'),
      'Wiśniewski łukasz',
    ],
    [
      'windows-1251',
      latin1('\xc8\xe2\xe0\xed \xcf\xe5\xf2\xf0\xee\xe2, \xce\xf5\xf0\xe0\xed\xe0 \xf2\xf0\xf3\xe4\xe0'),
      'Иван Петров',
    ],
    ['macintosh', latin1('Jos\x8e M\x9fller, \x8equipe fa\x8dade'), 'José Müller'],
    ['shift_jis', latin1('\x8eR\x93c\x91\xbe\x98Y,\x88\xc0\x91S\x89q\x90\xb6\x8b\xb3\x88\xe7'), '山田太郎'],
    [
      'gb18030',
      latin1('\xcd\xf5\xd0\xa1\xc3\xf7,\xb0\xb2\xc8\xab\xc9\xfa\xb2\xfa\xc5\xe0\xd1\xb5'),
      '王小明',
    ],
  ])('%s is proposed first', async (value, name, example) => {
    const row = Buffer.concat([latin1('a,C1,"'), name, latin1('",OLT,2020-01-02\n')]);
    const { questions } = await inspect(Buffer.concat([Buffer.from(`${HEADER}\n`), row, row, row]));
    expect(questions[0]?.answers[0]).toMatchObject({ parameter: 'encoding', value });
    expect(questions[0]?.answers[0]?.example).toContain(example);
    const read = await inspect(Buffer.concat([Buffer.from(`${HEADER}\n`), row]), { encoding: value });
    expect(read.questions).toEqual([]);
  });
});

describe('an encoding that was chosen', () => {
  test('is a question when all is UTF-8', async () => {
    const content = `${HEADER}\na,C1,F,OLT,2020-01-02\na,C2,José,OLT,2020-01-02\n`;
    const { questions, encoding } = await inspect(content, { encoding: 'windows-1252' });
    expect(encoding).toMatchObject({ used: 'windows-1252', valid: true, utf8: true });
    expect(questions).toEqual([
      {
        code: 'encoding',
        message:
          'All of the file is UTF-8, but it was to be read as windows-1252: "José" would be stored as "JosÃ©". Say which encoding it has.',
        columns: [],
        row: 2,
        answers: [{ parameter: 'encoding', value: 'utf-8', example: 'José' }],
      },
    ]);
    expect(await inspect(content)).toMatchObject({ questions: [] });
  });

  test('is none when all is ASCII, or a byte order mark says what it is', async () => {
    const ascii = `${HEADER}\na,C1,F,OLT,2020-01-02\n`;
    expect(await inspect(ascii, { encoding: 'windows-1252' })).toMatchObject({ questions: [] });
    const marked = `\ufeff${HEADER}\na,C1,José,OLT,2020-01-02\n`;
    expect(await inspect(marked, { encoding: 'windows-1252' })).toMatchObject({
      questions: [],
      encoding: { used: 'utf-8', byteOrderMark: true, utf8: true },
    });
  });

  test('that does not read all bytes is a question too', async () => {
    const { questions } = await inspect(latin1(`${HEADER}\na,C1,\x81\xff,OLT,2020-01-02\n`), {
      encoding: 'shift_jis',
    });
    expect(questions).toMatchObject([{ code: 'encoding', row: 1 }]);
  });

  test.each([1, 2, 3, 7, 4_096])('is judged the same however the bytes are cut: %i', async (size) => {
    const valid = Buffer.from(`${HEADER}\na,C1,Zoë 山 😀,OLT,2020-01-02\n`);
    expect(await inspect(valid, {}, size)).toMatchObject({ encoding: { valid: true, utf8: true } });
    const broken = Buffer.concat([
      valid,
      Buffer.from('a,C2,'),
      latin1('\xe5\xb1'),
      Buffer.from(',OLT,2020-01-02\n'),
    ]);
    expect(await inspect(broken, {}, size)).toMatchObject({
      encoding: { valid: false, utf8: false, firstInvalidRow: 2 },
    });
    const cut = Buffer.concat([valid, Buffer.from('a,C2,F,OLT,2020-01-02,'), latin1('\xe5')]);
    expect(await inspect(cut, {}, size)).toMatchObject({ encoding: { valid: false, firstInvalidRow: 2 } });
  });

  test('U+FFFD that is in the file is UTF-8', async () => {
    expect(await inspect(`${HEADER}\na,C1,\ufffd,OLT,2020-01-02\n`)).toMatchObject({
      encoding: { valid: true },
    });
  });

  test('an error file of ours is known by its column and UTF-8', async () => {
    const row = 'a,C1,José,OLT,2020-01-02';
    const encoding = 'windows-1252';
    expect((await inspectFile(`${HEADER},Errors\n${row},x\n`, { encoding })).isOwnUtf8).toBe(true);
    expect((await inspectFile(`${HEADER}\n${row}\n`, { encoding })).isOwnUtf8).toBe(false);
    expect((await inspectFile(latin1(`${HEADER},Errors\n${row},x\n`), { encoding })).isOwnUtf8).toBe(false);
  });
});

describe('the date format', () => {
  test('is a question when two read all values', async () => {
    const { questions } = await inspect(datesFile(['03/04/2021', '05/04/2021']));
    expect(questions).toEqual([
      {
        code: 'date-format',
        message:
          'The file\'s dates, such as "03/04/2021", can be read as MM/DD/YYYY or as DD/MM/YYYY: each reads all 2. Say which of them the file means.',
        columns: ['Completion Date'],
        row: 1,
        answers: [
          { parameter: 'dateFormat', value: 'MM/DD/YYYY', example: '2021-03-04' },
          { parameter: 'dateFormat', value: 'DD/MM/YYYY', example: '2021-04-03' },
        ],
      },
    ]);
  });

  test('the majority decides what is asked', async () => {
    const dates = [...Array.from({ length: 239 }, (_, i) => `12/${String(13 + (i % 15))}/2020`), 'N/A'];
    const { questions } = await inspect(datesFile(dates));
    expect(questions).toMatchObject([
      {
        code: 'date-format',
        message:
          'The file\'s dates, such as "12/13/2020", look like MM/DD/YYYY, which reads 239 of the 240; YYYY-MM-DD reads none. Say how the file writes dates.',
        answers: [{ value: 'MM/DD/YYYY', example: '2020-12-13' }],
      },
    ]);
  });

  test.each([
    ['31.12.2020', 'DD.MM.YYYY', '2020-12-31'],
    ['2021/03/04', 'YYYY/MM/DD', '2021-03-04'],
    ['31-Dec-2019', 'DD-MMM-YYYY', '2019-12-31'],
    ['20210304', 'YYYYMMDD', '2021-03-04'],
    ['13/25/2021 0:00', undefined, undefined],
    ['3/25/2021 0:00', 'MM/DD/YYYY', '2021-03-25'],
  ])('%s is %s', async (date, value, example) => {
    const { questions } = await inspect(datesFile([date]));
    expect(questions.flatMap(({ answers }) => answers)).toEqual(
      value === undefined ? [] : [{ parameter: 'dateFormat', value, example }],
    );
  });

  test('the whole file counts, not its head', async () => {
    const dates = [...Array.from({ length: 20_000 }, () => '03/04/2021'), '25/03/2021'];
    const { questions } = await inspect(datesFile(dates));
    expect(questions).toMatchObject([{ answers: [{ value: 'DD/MM/YYYY' }] }]);
  });

  test('that was chosen is no question, and what contradicts it is a warning', async () => {
    const content = datesFile(['12/31/2020', '12/01/2020']);
    expect(await inspect(content, { dateFormat: 'DD/MM/YYYY' })).toMatchObject({
      questions: [],
      warnings: [
        {
          code: 'date-format',
          message: '"12/31/2020" in row 2 cannot be DD/MM/YYYY; MM/DD/YYYY reads all 2 dates of the file.',
          columns: ['Completion Date'],
          row: 1,
        },
      ],
    });
    expect(await inspect(content, { dateFormat: 'MM/DD/YYYY' })).toMatchObject({
      questions: [],
      warnings: [],
    });
  });

  test('a warning names the row that a spreadsheet shows, blank lines included', async () => {
    const content = datesFile(['12/31/2020', '12/01/2020']).replace('\n', '\n\n,,,,\n');
    const { warnings } = await inspect(`\n${content}`, { dateFormat: 'DD/MM/YYYY' });
    expect(warnings).toMatchObject([{ message: expect.stringContaining('in row 5 cannot'), row: 1 }]);
  });

  test('a few values of no format are a warning', async () => {
    expect(await inspect(datesFile(['2020-01-02', '2020-01-03', 'N/A', '01/02/2020']))).toMatchObject({
      questions: [],
      warnings: [
        {
          message: '"N/A" in row 4 is no date of the form YYYY-MM-DD (so are 1 more); such rows fail.',
          row: 3,
        },
      ],
    });
  });
});

describe('the delimiter', () => {
  test.each([
    [`${HEADER}\n${'a;C;F;OLT;2020-01-02\n'.repeat(3)}`, 'by commas, but the rows by semicolons', ';'],
    [
      `${HEADER.replaceAll(',', ';')}\n${'a,C,F,OLT,2020-01-02\n'.repeat(3)}`,
      'by semicolons, but the rows by commas',
      ',',
    ],
  ])('of the rows is another: %#', async (content, words, rowsDelimiter) => {
    const { questions, dialect } = await inspect(content);
    expect(dialect.rowsDelimiter).toBe(rowsDelimiter);
    expect(questions).toMatchObject([{ code: 'delimiter', row: 1, answers: [] }]);
    expect(questions[0]?.message).toContain(words);
  });

  test('in some rows is not the file’s', async () => {
    const rows = `a;b\n${'a,C,F;G,OLT,2020-01-02\n'.repeat(3)}`;
    expect(await inspect(`${HEADER}\n${rows}`)).toMatchObject({
      questions: [],
      dialect: { rowsDelimiter: null },
    });
  });
});

describe('a column that looks like a status', () => {
  const file = (title: string, ...values: string[]) =>
    `${HEADER},${title}\n${values.map((value) => `a,C,F,OLT,2020-01-02,${value}\n`).join('')}`;

  test('is a question when it says something else than completed', async () => {
    const { questions } = await inspect(file('Status', 'Completed', 'Failed', 'Withdrawn', 'Failed', ''));
    expect(questions).toEqual([
      {
        code: 'status-column',
        message:
          'The column "Status" looks like a status, and 3 rows of it say something else than completed: "Failed" (2 rows), "Withdrawn" (1 row). Every row is stored as completed. Remove those that were not, or accept it.',
        columns: ['Status'],
        row: null,
        answers: [],
      },
    ]);
  });

  test.each(['Situación', 'Situacion', 'Estado de finalizacion'])('is known by %s', async (title) => {
    const { questions } = await inspect(file(title, 'Completado', 'Suspenso'));
    expect(questions).toMatchObject([{ code: 'status-column', columns: [title] }]);
  });

  test.each([
    ['Completion Status', 'Completed', 'PASSED', 'complete'],
    ['Result', '92', '7.5'],
    ['Situación', 'Asistió', 'asistio', 'Sí', 'VÁLIDO', 'va\u0301lido'],
    ['Comment', 'Failed', 'Failed'],
  ])('%s is none', async (title, ...values) => {
    expect((await inspect(file(title, ...values))).questions).toEqual([]);
  });
});

test('a question that is accepted is a warning', async () => {
  const content = datesFile(['03/04/2021']);
  const asked = await inspect(content);
  const accepted = await inspect(content, { accepted: new Set(['date-format']) });
  expect(accepted.questions).toEqual([]);
  expect(accepted.warnings).toEqual(asked.questions.map(({ answers: _, ...warning }) => warning));
});
