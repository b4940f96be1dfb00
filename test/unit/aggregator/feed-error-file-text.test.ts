import { describe, expect, it } from 'vitest';
import { PIECE_LENGTH } from '../../../services/aggregator/error-files/error-file-text.ts';
import { feedErrorFileText } from '../../../services/aggregator/error-files/feed-error-file-text.ts';
import { LmsError } from '../../../services/shared/errors.ts';

type Value = Readonly<Record<string, string | number | null>>;

/** Decodes JSON, so that a test can write records down; anything else is undecodable. */
const codec = {
  prepare: async () => {},
  decode: (bytes: Buffer | null) => {
    const text = bytes?.toString('utf8') ?? '';
    if (!text.startsWith('{')) throw new LmsError('undecodable', 'no record');
    const value = JSON.parse(text) as Value;
    return { name: 'certificationName' in value ? 'CertificationRecord' : 'CourseRecord', value } as const;
  },
};

async function textOf(
  type: 'courses' | 'certifications',
  ...pages: (Buffer | Value | null)[][]
): Promise<string> {
  async function* failures() {
    for (const page of pages) {
      yield page.map((record, index) => ({
        errors: `E${index}`,
        record: record === null || Buffer.isBuffer(record) ? record : Buffer.from(JSON.stringify(record)),
      }));
    }
  }
  let text = '';
  for await (const piece of feedErrorFileText(codec, type, failures())) text += piece;
  return text;
}

const HEADER =
  'username,employeeId,certificationName,certificationNumber,issuingOrganization,issueDate,expirationDate';
const lines = (text: string): string[] => text.split('\r\n');

describe("a feed's error file", () => {
  it('has a column for each field of the record, then Errors', async () => {
    const [header, first, last] = lines(
      await textOf('certifications', [
        { username: 'a', certificationName: 'First, Aid', issueDate: null, importId: 'i', rowNumber: 7 },
      ]),
    );
    expect(header).toBe(`\ufeff${HEADER},notes,importId,rowNumber,Errors`);
    expect(first).toBe('a,,"First, Aid",,,,,,i,7,E0');
    expect(last).toBe('');
  });

  it('keeps a spreadsheet from running a cell', async () => {
    expect(lines(await textOf('certifications', [{ username: '=1+1', certificationName: '@x' }]))[1]).toBe(
      "'=1+1,,'@x,,,,,,,,E0",
    );
  });

  it('shows as text in the first cell what is no record, or another one', async () => {
    const [, garbage, nothing, other] = lines(
      await textOf('courses', [Buffer.from([0x61, 0xff, 0x2c])], [null], [{ certificationName: 'x' }]),
    );
    const blanks = ','.repeat(15);
    expect(garbage).toBe(`"a\ufffd,"${blanks},E0`);
    expect(nothing).toBe(`${blanks},E0`);
    expect(other).toBe(`"{""certificationName"":""x""}"${blanks},E0`);
  });

  it('comes in pieces whose length does not grow with the records of a page', async () => {
    const record = Buffer.from('x'.repeat(200_000));
    async function* failures() {
      yield Array.from({ length: 100 }, () => ({ errors: 'E', record }));
    }
    const lengths: number[] = [];
    for await (const piece of feedErrorFileText(codec, 'courses', failures())) lengths.push(piece.length);
    // A piece ends with the record that fills it.
    expect(Math.max(...lengths)).toBeLessThan(PIECE_LENGTH + 2 * record.length);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(100 * record.length);
  });

  it('is a header alone when nothing failed', async () => {
    expect(lines(await textOf('courses'))).toHaveLength(2);
  });
});
