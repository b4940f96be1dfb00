import { describe, expect, test } from 'vitest';
import { errorFileText } from '../../../services/aggregator/error-files/error-file-text.ts';
import type { Dialect } from '../../../services/shared/csv/dialect.ts';

const DIALECT: Dialect = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: 'lf' };

/** The failures of a test, in pages as PostgreSQL gives them. */
class FailuresInMemory {
  readonly #failures: readonly { number: number; errors: string }[];
  readonly #pageSize: number;
  #index = 0;
  #loaded = 0;

  constructor(rows: readonly number[], pageSize: number) {
    this.#failures = rows.map((number) => ({ number, errors: `E${number}` }));
    this.#pageSize = pageSize;
  }

  get current() {
    return this.#index < this.#loaded ? this.#failures[this.#index] : undefined;
  }

  advance() {
    this.#index += 1;
  }

  async load() {
    if (this.current === undefined)
      this.#loaded = Math.min(this.#loaded + this.#pageSize, this.#failures.length);
    return this.current !== undefined;
  }
}

async function* inChunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(file: string, failed: readonly number[], chunk = 7, page = 2): Promise<string> {
  let all = '';
  const failures = new FailuresInMemory(failed, page);
  for await (const piece of errorFileText(inChunks(file, chunk), DIALECT, failures)) all += piece;
  return all;
}

const FILE = `A,B\n${Array.from({ length: 9 }, (_, i) => `a${i + 1},"b\n${i + 1}"\n`).join('')}`;

describe('errorFileText', () => {
  test('holds exactly the failed rows in order, however file and failures are cut', async () => {
    const expected = '\ufeffA,B,Errors\na1,"b\n1",E1\na4,"b\n4",E4\na5,"b\n5",E5\na9,"b\n9",E9\n';
    for (const chunk of [1, 7, 1_000])
      for (const page of [1, 3, 100]) expect(await textOf(FILE, [1, 4, 5, 9], chunk, page)).toBe(expected);
  });

  test('reads no further than the last failed row', async () => {
    let read = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of inChunks(FILE, 10)) {
        read += chunk.length;
        yield chunk;
      }
    }
    let all = '';
    for await (const piece of errorFileText(counted(), DIALECT, new FailuresInMemory([2], 10))) all += piece;
    expect(all).toBe('\ufeffA,B,Errors\na2,"b\n2",E2\n');
    expect(read).toBeLessThan(FILE.length / 2);
  });

  test('comes in pieces of bounded size, between which other work runs', async () => {
    const titles = Array.from({ length: 1_000 }, (_, i) => `T${i}`).join(',');
    const rows = 12_000;
    const failed = Array.from({ length: rows }, (_, i) => i + 1);
    const file = `${titles}\n${'x\n'.repeat(rows)}`;
    let ticks = 0;
    const tick = (): NodeJS.Immediate =>
      setImmediate(() => {
        ticks += 1;
        pending = tick();
      });
    let pending = tick();
    let length = 0;
    let pieces = 0;
    for await (const piece of errorFileText(
      inChunks(file, 65_536),
      DIALECT,
      new FailuresInMemory(failed, 2_000),
    )) {
      expect(piece.length).toBeLessThan(300_000);
      length += piece.length;
      pieces += 1;
    }
    clearImmediate(pending);
    // Each row is its letter, 1,000 delimiters, its errors and a line end.
    expect(length).toBeGreaterThan(rows * 1_000);
    expect(ticks).toBeGreaterThan(pieces / 2);
  });

  test('does not grow with blank titles at the end of the header', async () => {
    const file = `A${','.repeat(10_000)}\n${'x\n'.repeat(100)}`;
    const text = await textOf(
      file,
      Array.from({ length: 100 }, (_, i) => i + 1),
      4_096,
      100,
    );
    expect(text.length).toBeLessThan(file.length + 100 * 'x,E100\n'.length);
  });

  test('refuses to leave out a failure that has no row', async () => {
    await expect(textOf(FILE, [3, 10])).rejects.toMatchObject({ code: 'unexpected' });
  });
});
