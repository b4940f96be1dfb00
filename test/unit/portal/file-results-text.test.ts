import { describe, expect, test } from 'vitest';
import type { Dialect } from '#shared/csv/dialect.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import type { Language } from '#shared/texts/languages.ts';
import { fileResultsText } from '../../../services/portal/results/file-results-text.ts';
import {
  findRows,
  type ResultPage,
  RowResults,
  type StoredResults,
} from '../../../services/portal/results/row-results.ts';

const DIALECT: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'lf' };

function stored(pages: readonly ResultPage[], superseded: readonly number[] = []): StoredResults {
  return {
    pages: async (firstRow, lastRow) =>
      pages.filter((page) => page.firstRow <= lastRow && page.firstRow + page.letters.length > firstRow),
    async *superseded() {
      for (const row of superseded) yield [row];
    },
  };
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Options {
  readonly chunk?: number;
  readonly blockRows?: number;
  readonly dialect?: Partial<Dialect>;
  readonly superseded?: readonly number[];
  readonly language?: Language;
}

async function textOf(
  file: string | Buffer,
  pages: readonly ResultPage[],
  { chunk = 5, blockRows = 2, dialect = {}, superseded = [], language = 'en' }: Options = {},
): Promise<string> {
  const failures = new FailureCursor(async (after) =>
    after >= 0 ? undefined : { page: 0, failures: [{ number: 3, errors: 'E3' }] },
  );
  const text = fileResultsText(
    inChunks(Buffer.from(file), chunk),
    { ...DIALECT, ...dialect },
    { results: new RowResults(stored(pages, superseded), blockRows), failures },
    language,
  );
  return (await Array.fromAsync(text)).join('');
}

const FILE = '\n A ,B\na1,"b\n1"\n,\na2,b2\n\n\na3,b3\na4\na5,b5,x\n';

describe('fileResultsText', () => {
  const expected = [
    '\ufeff A ,B,Line,Result,Errors',
    'a1,"b\n1",3,superseded,',
    'a2,b2,5,added,',
    'a3,b3,8,failed,E3',
    'a4,,9,unchanged,',
    'a5,b5,10,skipped,,x',
    '',
  ].join('\n');
  const pages = [
    { firstRow: 1, letters: 'o' },
    { firstRow: 2, letters: 'afu' },
  ];

  test('is the same however the file is cut and the results are loaded', async () => {
    for (const chunk of [1, 7, 1_000])
      for (const blockRows of [1, 2, 3, 100])
        expect(await textOf(FILE, pages, { chunk, blockRows, superseded: [1] })).toBe(expected);
  });

  test('names the results in the language of the reader', async () => {
    const text = await textOf(FILE, pages, { superseded: [1], language: 'es' });
    expect(text.split('\n')).toEqual([
      '\ufeff A ,B,Línea,Resultado,Errores',
      'a1,"b',
      '1",3,reemplazada por una fila posterior,',
      'a2,b2,5,nueva,',
      'a3,b3,8,con error,E3',
      'a4,,9,sin cambios,',
      'a5,b5,10,no aplicada,,x',
      '',
    ]);
  });

  test('a line that names the delimiter is none, as in a spreadsheet', async () => {
    const text = await textOf('sep=;\nA;B\na;b\n', [{ firstRow: 1, letters: 'a' }], {
      dialect: { delimiter: ';', separatorLine: true },
    });
    expect(text).toBe('\ufeffA;B;Line;Result;Errors\na;b;2;added;\n');
  });

  test('lines that end in CR alone, and what follows the last row', async () => {
    const text = await textOf('A\r\ra1\r\x1a', [{ firstRow: 1, letters: 'a' }], {
      dialect: { lineEnd: 'cr', contentBytes: 6 },
    });
    expect(text).toBe('\ufeffA,Line,Result,Errors\ra1,3,added,\r');
  });

  test('what could not be parsed stands in the first cell', async () => {
    const text = await textOf('A,B\na,b "c" d\n', [{ firstRow: 1, letters: 'k' }]);
    expect(text).toBe('\ufeffA,B,Line,Result,Errors\n"a,b ""c"" d",,2,kept,\n');
  });
});

test('findRows finds what it is asked for over the ends of blocks', async () => {
  const results = new RowResults(stored([{ firstRow: 1, letters: 'aoaoaoa' }], [3]), 2);
  const find = (firstRow: number, limit: number) =>
    findRows(results, { firstRow, lastRow: 8, limit }, (result) => result === 'added');
  expect((await find(1, 2)).map(({ row }) => row)).toEqual([1, 5]);
  expect((await find(6, 2)).map(({ row }) => row)).toEqual([7]);
  expect(
    await findRows(
      results,
      { firstRow: 2, lastRow: 8, limit: 9 },
      (r) => r === 'skipped' || r === 'superseded',
    ),
  ).toEqual([
    { row: 3, result: 'superseded' },
    { row: 8, result: 'skipped' },
  ]);
});
