import type { Dialect } from './dialect.ts';
import type { ByteDecoder } from './text-decoder.ts';

/**
 * What stands for a byte that is no UTF-8: a lone surrogate, which no text has, and which is no byte order mark, delimiter,
 * quote or white space either. So a file's records come out the same, and its bytes can be had back.
 */
const FIRST_STAND_IN = 0xdc00;
const STAND_IN = /[\udc80-\udcff]/gu;

const BYTE_ORDER_MARK = '\ufeff';

/** Decodes UTF-8 so that {@link encodeKeepingBytes} gives all its bytes back, also those that are none. */
export function createKeepingDecoder(): ByteDecoder {
  let rest: Uint8Array = new Uint8Array(0);
  let begun = false;
  const withoutMark = (text: string): string => {
    if (begun || text === '') return text;
    begun = true;
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  };
  return {
    decode(bytes) {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const end = all.length - incompleteEnd(all);
      // Copied, since it must outlive the chunk.
      rest = Uint8Array.from(all.subarray(end));
      return withoutMark(decodeKeeping(all.subarray(0, end)));
    },
    end: () => withoutMark(decodeKeeping(rest)),
  };
}

/**
 * What decodes the rows of a file that are to be written again, for `encodeKeepingBytes`; undefined where the usual decoder
 * does. Bytes that are not valid UTF-8 are kept. In other encodings every byte is valid, or cannot be distinguished from
 * text.
 */
export function keepingDecoderFor({ invalidBytes, encoding }: Dialect): ByteDecoder | undefined {
  return invalidBytes === true && encoding === 'utf-8' ? createKeepingDecoder() : undefined;
}

/** UTF-8, with the bytes that stand-ins stand for. */
export function encodeKeepingBytes(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  let start = 0;
  for (const { index } of text.matchAll(STAND_IN)) {
    parts.push(
      Buffer.from(text.slice(start, index), 'utf8'),
      Buffer.of(text.charCodeAt(index) - FIRST_STAND_IN),
    );
    start = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(start), 'utf8')]);
}

function decodeKeeping(bytes: Uint8Array): string {
  let text = '';
  let start = 0;
  const take = (end: number): void => {
    text += Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
  };
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes, index);
    if (length > 0) {
      index += length;
      continue;
    }
    take(index);
    text += String.fromCharCode(FIRST_STAND_IN + (bytes[index] ?? 0));
    index += 1;
    start = index;
  }
  take(bytes.length);
  return text;
}

/** The length of the character that begins at `index`, or 0 when none does (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, index: number): number {
  const first = bytes[index] ?? 0;
  if (first < 0x80) return 1;
  const length = lengthBy(first);
  const second = bytes[index + 1] ?? 0;
  if (length === 0 || second < lowestSecond(first) || second > highestSecond(first)) return 0;
  for (let offset = 2; offset < length; offset++)
    if (((bytes[index + offset] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function lengthBy(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function lowestSecond(first: number): number {
  if (first === 0xe0) return 0xa0;
  return first === 0xf0 ? 0x90 : 0x80;
}

function highestSecond(first: number): number {
  if (first === 0xed) return 0x9f;
  return first === 0xf4 ? 0x8f : 0xbf;
}

/** How many bytes at the end may be the beginning of a character that the next chunk completes. */
function incompleteEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthBy(byte) > back ? back : 0;
  }
  return 0;
}
