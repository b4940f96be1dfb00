import type { CsvRecord } from '../csv-record.ts';
import { hasInvisible } from '../invisible.ts';
import { type ByteDecoder, createByteDecoder, type Encoding } from '../text-decoder.ts';
import { copyStart } from './samples.ts';

/** Lines beyond ASCII that are kept as evidence of the encoding; detectors gain little from more. */
const SAMPLE_BYTES = 4 * 1024;

/** What is kept around such characters where a line goes on for longer. */
const AROUND = 200;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const REPLACEMENT_CHARACTER = '\ufffd';
const BEYOND_ASCII = /[\u0080-\uffff]/;

/**
 * Decodes a file, and gathers on the way whether its bytes are text of its encoding, whether they are UTF-8, and some of
 * those that are not ASCII.
 */
export class EncodingEvidence implements ByteDecoder {
  readonly #encoding: Encoding;
  readonly #decoder: ByteDecoder;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #sample: Uint8Array[] = [];
  #sampleBytes = 0;
  #isUtf8 = true;
  #hasBeyondAscii = false;
  #isInvalid = false;
  #wasAscii = true;
  #hasBegun = false;
  #lastHasInvisible = false;
  #firstInvalidRow: number | undefined;
  #firstBeyondAsciiRow: number | undefined;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.#decoder = createByteDecoder(encoding);
  }

  decode(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes);
    const isAscii = this.#isAscii(bytes, text);
    // Bytes of a character may have been cut off at the end of the chunk before.
    if (!isAscii || !this.#wasAscii) this.#judge(bytes, text);
    this.#wasAscii = isAscii;
    this.#lastHasInvisible = !isAscii && hasInvisible(text);
    return text;
  }

  end(): string {
    const text = this.#decoder.end();
    if (this.#isUtf8 && !this.#isComplete()) this.#isUtf8 = false;
    if (text.includes(REPLACEMENT_CHARACTER)) this.#isInvalid = true;
    return text;
  }

  /** Whether the last chunk has characters that cannot be seen, so that its cells need not be searched one by one. */
  get lastHasInvisible(): boolean {
    return this.#lastHasInvisible;
  }

  /** Looks for the first rows concerned among those that the last chunk completed. @param row of the first record */
  see(records: readonly CsvRecord[], row: number): void {
    const seeksInvalid = this.isInvalid && this.#firstInvalidRow === undefined;
    const seeksOther = this.#hasBeyondAscii && this.#firstBeyondAsciiRow === undefined;
    if (!seeksInvalid && !seeksOther) return;
    for (const [index, { cells, raw }] of records.entries()) {
      const text = raw ?? cells.join('');
      if (seeksInvalid && text.includes(REPLACEMENT_CHARACTER)) this.#firstInvalidRow ??= row + index;
      if (seeksOther && BEYOND_ASCII.test(text)) this.#firstBeyondAsciiRow ??= row + index;
    }
  }

  /** Whether some bytes are no text of the encoding that the file is read as. */
  get isInvalid(): boolean {
    return this.#encoding === 'utf-8' ? !this.#isUtf8 : this.#isInvalid;
  }

  /** Whether all bytes are UTF-8, and some are of characters beyond ASCII. */
  get isUtf8(): boolean {
    return this.#isUtf8 && this.#hasBeyondAscii;
  }

  get firstInvalidRow(): number | null {
    return this.#firstInvalidRow ?? null;
  }

  get firstBeyondAsciiRow(): number | null {
    return this.#firstBeyondAsciiRow ?? null;
  }

  /** Some lines, or parts of them, with other bytes than ASCII's. */
  sample(): Uint8Array {
    const bytes = new Uint8Array(this.#sampleBytes);
    let end = 0;
    for (const part of this.#sample) {
      bytes.set(part, end);
      end += part.length;
    }
    return bytes;
  }

  #isAscii(bytes: Uint8Array, text: string): boolean {
    if (this.#encoding !== 'utf-8') return !BEYOND_ASCII.test(text);
    const mark = !this.#hasBegun && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    this.#hasBegun = true;
    // In UTF-8 every other character has more bytes than the text has code units.
    if (text.length !== bytes.length - mark) return false;
    // A byte that is no UTF-8 becomes one code unit too, and so may the rest of a character that was cut.
    return this.#wasAscii ? !text.includes(REPLACEMENT_CHARACTER) : !BEYOND_ASCII.test(text);
  }

  #judge(bytes: Uint8Array, text: string): void {
    this.#hasBeyondAscii = true;
    if (text.includes(REPLACEMENT_CHARACTER) && this.#encoding !== 'utf-8') this.#isInvalid = true;
    try {
      if (this.#isUtf8) this.#utf8.decode(bytes, { stream: true });
    } catch {
      this.#isUtf8 = false;
    }
    // Of a file that is what it should be, nothing is needed.
    if (this.#encoding !== 'utf-8' || !this.#isUtf8) this.#gather(bytes);
  }

  #isComplete(): boolean {
    try {
      this.#utf8.decode();
      return true;
    } catch {
      return false;
    }
  }

  #gather(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length && this.#sampleBytes < SAMPLE_BYTES; index++) {
      if ((bytes[index] ?? 0) < 0x80) continue;
      const end = lineEnd(bytes, index);
      const part = bytes.slice(lineStart(bytes, index), end);
      this.#sample.push(part, Uint8Array.of(LINE_FEED));
      this.#sampleBytes += part.length + 1;
      index = end;
    }
  }
}

function lineStart(bytes: Uint8Array, index: number): number {
  let start = index;
  while (start > 0 && index - start < AROUND && !isLineEnd(bytes[start - 1])) start--;
  return start;
}

function lineEnd(bytes: Uint8Array, index: number): number {
  let end = index;
  while (end < bytes.length && end - index < AROUND && !isLineEnd(bytes[end])) end++;
  return end;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

/**
 * The first cell of a sample that has other characters than ASCII's, as an encoding reads it; null when it cannot read
 * most lines. (One may have been cut within a character.)
 */
export function exampleOf(sample: Uint8Array, encoding: Encoding, delimiter: string): string | null {
  const decoder = new TextDecoder(encoding);
  const texts = splitLines(sample).map((line) => decoder.decode(line));
  const read = texts.filter((text) => !text.includes(REPLACEMENT_CHARACTER));
  if (2 * read.length < texts.length) return null;
  const cell = read.flatMap((text) => text.split(delimiter)).find((one) => BEYOND_ASCII.test(one));
  return cell === undefined ? null : copyStart(cell.trim());
}

function splitLines(sample: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < sample.length; ) {
    const end = sample.indexOf(LINE_FEED, start);
    lines.push(sample.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
