import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Refusal } from '#shared/http/refusal.ts';
import { FileInspection, type InspectedFile } from '../../../services/ingest/inspect/inspect-file.ts';

const HEADER = 'Username,Certification Name,Issue Date';
const MAX_BYTES = 1_000_000;
const MAX_ROWS = 300_000;
const OPTIONS = {
  type: 'certifications',
  encoding: 'utf-8',
  dateFormat: undefined,
  delimiter: undefined,
  accepted: new Set<never>(),
  maxBytes: MAX_BYTES,
  maxRows: MAX_ROWS,
  language: 'en',
} as const;

/** Inspects `content` cut into chunks of `size` bytes; the second value is how many bytes had passed at the end. */
async function inspect(content: Buffer | string, size = 7): Promise<[InspectedFile, number]> {
  const inspection = new FileInspection(OPTIONS);
  let passed = 0;
  for await (const chunk of inspection.through(cut(Buffer.from(content), size))) passed += chunk.length;
  return [inspection.inspected, passed];
}

async function* cut(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

/** The refusal and how many bytes had come when it was told. */
async function refusalOf(content: Buffer | string, size = 7): Promise<{ refusal: Refusal; seen: number }> {
  const inspection = new FileInspection(OPTIONS);
  let seen = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of cut(Buffer.from(content), size)) {
      seen += chunk.length;
      yield chunk;
    }
  }
  try {
    for await (const _ of inspection.through(counted()));
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error, seen };
    throw error;
  }
  throw new Error('not refused');
}

describe('a file that is accepted', () => {
  test.each([1, 3, 64, 100_000])('is known the same however it is cut: chunks of %i bytes', async (size) => {
    const content = `\r\n , ,\r\n${HEADER}\r\n"a\r\nb",c,d\r\n\r\ne,f,g\r\n"unclosed\r\nrest`;
    const [file, passed] = await inspect(content, size);
    expect(file).toMatchObject({
      dialect: { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'crlf' },
      columns: [0, -1, 1, -1, -1, 2, -1, -1],
      total: 3,
      bytes: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest(),
    });
    expect(passed).toBe(file.bytes);
  });

  test.each([1, 3, 64, 100_000])('without what stands around its rows: chunks of %i bytes', async (size) => {
    const [file] = await inspect(`sep=;\r\n${HEADER.replaceAll(',', ';')}\r\na;b;c\r\n\x1a\0\0`, size);
    expect(file).toMatchObject({
      total: 1,
      bytes: 57,
      dialect: { delimiter: ';', separatorLine: true, contentBytes: 54 },
    });
  });

  test('with lines that end in CR alone, which only its end or its size can tell', async () => {
    const [file] = await inspect(`${HEADER}\ra,b,c\rd,e,f`);
    expect(file).toMatchObject({ total: 2, dialect: { lineEnd: 'cr' } });
  });

  test('with a header beyond the first 64 KiB', async () => {
    const [file] = await inspect(`"${'x'.repeat(100_000)}",${HEADER}\na,b,c,d\n`, 4_096);
    expect(file.total).toBe(1);
  });
});

describe('a file that is refused', () => {
  test.each([
    ['no-records', ''],
    ['no-records', HEADER],
    ['no-records', `${HEADER}\n,,\n \n`],
    ['no-records', '\n ,, \n\n'],
    ['missing-column', 'foo\n'],
    ['missing-column', 'Username,Issue Date'],
    ['duplicate-column', `${HEADER},username\n`],
    ['not-csv', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x0a, 0x00])],
    ['not-csv', 'User\0name,a\nb,c\n'],
    ['not-csv', '\0'.repeat(100)],
    ['no-records', `${HEADER}\n\x1a`],
    ['no-records', 'sep=,\n'],
    ['not-utf-8', Buffer.from(`${HEADER}\na,b,c\n`, 'utf16le')],
  ])('%s', async (code, content) => {
    expect((await refusalOf(content)).refusal.problemCode).toBe(code);
  });

  test.each([
    ['1,001 titles', `${HEADER}${',x'.repeat(998)}\na,b,c\n`],
    ['200,000 blank titles', `${HEADER}${','.repeat(200_000)}\n${'x\n'.repeat(1_000)}`],
    ['257 kB of titles', `${HEADER},${'x'.repeat(257 * 1024)}\na,b,c\n`],
    ['a header longer than a record may be', `${HEADER},${'x'.repeat(1_048_576 - HEADER.length)}\na`],
  ])('header-too-large: %s', async (_, content) => {
    const inspection = new FileInspection({ ...OPTIONS, maxBytes: 2_000_000 });
    await expect(drain(inspection.through(cut(Buffer.from(content), 65_536)))).rejects.toMatchObject({
      problemCode: 'header-too-large',
      status: 422,
    });
  });

  test('not for 1,000 titles with as many blank ones behind them as a spreadsheet may write', async () => {
    const [file] = await inspect(`${HEADER}${',x'.repeat(997)}${','.repeat(15_000)}\na,b,c\n`, 4_096);
    expect(file.total).toBe(1);
  });

  test('for one record too many, and not for the last that is allowed', async () => {
    const fits = `${HEADER}\n${'x\n'.repeat(MAX_ROWS)}`;
    expect((await inspect(fits, 65_536))[0].total).toBe(MAX_ROWS);
    const { refusal } = await refusalOf(`${fits}x`, 65_536);
    expect(refusal).toMatchObject({ problemCode: 'too-many-rows', status: 413 });
    expect(refusal.message).toContain('300,000');
  });

  test('with fewer records where the header is wide: their blanks would make the error file as large', async () => {
    const wide = `${HEADER}${',x'.repeat(997)}\n${'x\n'.repeat(500_001)}`;
    const inspection = new FileInspection({ ...OPTIONS, maxBytes: 2_000_000, maxRows: 5_000_000 });
    await expect(drain(inspection.through(cut(Buffer.from(wide), 65_536)))).rejects.toThrow('500,000');
  });

  test('for its header as soon as that is complete', async () => {
    const { refusal, seen } = await refusalOf(`foo,bar\n${'a,b\n'.repeat(100_000)}`, 16);
    expect(refusal.problemCode).toBe('missing-column');
    expect(refusal.extensions).toEqual({
      columns: ['Username', 'Employee ID', 'Certification Name', 'Issue Date'],
      found: ['foo', 'bar'],
      suggestions: [],
    });
    expect(seen).toBe(16);
  });

  test('for a header beyond the first 64 KiB', async () => {
    const { refusal } = await refusalOf(`"${'x'.repeat(100_000)}",Username\na,b\n`, 4_096);
    expect(refusal.problemCode).toBe('missing-column');
  });

  test('for its size with the first byte too many, and not with the last that fits', async () => {
    const fits = `${HEADER}\n${'x'.repeat(MAX_BYTES - HEADER.length - 1)}`;
    expect((await inspect(fits, 10_000))[0].bytes).toBe(MAX_BYTES);
    const { refusal, seen } = await refusalOf(`${fits}${'x'.repeat(50_000)}`, 10_000);
    expect(refusal.problemCode).toBe('file-too-large');
    expect(seen).toBe(MAX_BYTES + 10_000);
  });
});
