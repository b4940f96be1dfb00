import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Dialect } from '#shared/csv/dialect.ts';
import { LmsError } from '#shared/errors.ts';
import { FailureCursor } from '#shared/imports/failure-cursor.ts';
import { RowRanges } from '../../../services/portal/imports/failing-ranges.ts';
import { errorLinesText } from '../../../services/portal/results/error-lines-text.ts';
import { LineNumbers, readLines } from '../../../services/portal/results/line-numbers.ts';

const DIALECT: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'lf' };
/** Lines 2 and 5 are blank, and the row in line 6 goes over two lines of the file. */
const FILE = 'a,b\n\n1,1\n2,2\n,\n"3\n",3\n4,4\n';

function linesOf(file: string): Promise<readonly (number | undefined)[]> {
  return new LineNumbers({ read: async () => Readable.from([Buffer.from(file)]) })
    .of({ tenant: 'acme', originalKey: 'file', dialect: DIALECT })
    .then((lineOf) => [1, 2, 3, 4].map(lineOf));
}

test('the header is row 1, blank lines count, and a row with a line break counts once', async () => {
  expect(await linesOf('a,b\n1,1\n2,2\n3,3\n4,4\n')).toEqual([2, 3, 4, 5]);
  expect(await linesOf(FILE)).toEqual([3, 4, 6, 7]);
});

test('lines behind too many blank ones are not known, and those before are', async () => {
  async function* chunks() {
    for (let row = 0; row < 20_000; row += 1) yield [{ row, line: 1 + 2 * row }];
  }
  const lineOf = await readLines(chunks());
  expect(lineOf(9_000)).toBe(18_001);
  expect(lineOf(19_999)).toBeUndefined();
});

test('a file is read once until it is read otherwise, and lines of a removed one are not known', async () => {
  let reads = 0;
  const lines = new LineNumbers({
    read: async (key) => {
      reads += 1;
      if (key === 'removed') throw new LmsError('missing', 'No such object');
      return Readable.from([Buffer.from(FILE)]);
    },
  });
  for (const encoding of ['utf-8', 'utf-8', 'windows-1252'] as const)
    await lines.of({ tenant: 'acme', originalKey: 'file', dialect: { ...DIALECT, encoding } });
  expect(reads).toBe(2);
  expect((await lines.of({ tenant: 'acme', originalKey: 'removed', dialect: DIALECT }))(1)).toBeUndefined();
  expect((await lines.of(undefined))(1)).toBeUndefined();
});

test('rows that follow each other are ranges, the first five', () => {
  const ranges = new RowRanges();
  for (const row of [3, 4, 5, 9, 11, 12, 20, 30, 40, 41, 50]) ranges.add(row);
  expect(ranges.first).toEqual([
    { from: 3, to: 5 },
    { from: 9, to: 9 },
    { from: 11, to: 12 },
    { from: 20, to: 20 },
    { from: 30, to: 30 },
  ]);
});

test('an error file names the line of each row, also when it is made of one that did', async () => {
  const failures = () =>
    new FailureCursor(async (after) =>
      after >= 0
        ? undefined
        : {
            page: 0,
            failures: [
              { number: 1, errors: 'E1' },
              { number: 3, errors: 'E3' },
            ],
          },
    );
  const textOf = async (file: string) =>
    (
      await Array.fromAsync(errorLinesText(Readable.from([Buffer.from(file)]), DIALECT, failures(), 'en'))
    ).join('');
  expect(await textOf(FILE)).toBe('\ufeffa,b,Line,Errors\n1,1,3,E1\n"3\n",3,6,E3\n');
  expect(await textOf('a,Line,Errors\n1,7,x\n2,8,x\n3,9,x\n')).toBe('\ufeffa,Line,Errors\n1,2,E1\n3,4,E3\n');
});
