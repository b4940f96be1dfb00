/**
 * The encodings an upload may have; another one than UTF-8 only when the uploader says so. All of them have ASCII's bytes
 * for ASCII's characters.
 */
export type Encoding =
  | 'utf-8'
  | 'windows-1252'
  | 'windows-1250'
  | 'windows-1251'
  | 'macintosh'
  | 'shift_jis'
  | 'gb18030';

export const ENCODINGS: readonly Encoding[] = [
  'utf-8',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'macintosh',
  'shift_jis',
  'gb18030',
];

export function isEncoding(text: string): text is Encoding {
  return (ENCODINGS as readonly string[]).includes(text);
}

/** Bytes to text, however the bytes are cut into chunks. */
export interface ByteDecoder {
  decode(bytes: Uint8Array): string;
  /** What an incomplete last character becomes: U+FFFD, or nothing. */
  end(): string;
}

const BYTE_ORDER_MARK = '\ufeff';

/** Invalid bytes become U+FFFD (which later fails their row, not the file); a UTF-8 BOM is left out. */
export function createByteDecoder(encoding: Encoding): ByteDecoder {
  // Left to the decoder, a mark behind a broken first character goes missing when the bytes are cut between the two.
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  let begun = false;
  const withoutMark = (text: string): string => {
    if (begun || text === '') return text;
    begun = true;
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  };
  return {
    decode: (bytes) => withoutMark(decoder.decode(bytes, { stream: true })),
    end: () => withoutMark(decoder.decode()),
  };
}

/** What the first bytes of a file say it is. */
type ContentKind = 'utf-8-bom' | 'utf-16' | 'utf-32' | 'zip' | 'pdf' | 'unmarked';

/** Byte order marks and magic numbers; UTF-32LE stands before UTF-16LE, whose mark is its beginning. */
const SIGNATURES: readonly (readonly [ContentKind, readonly number[]])[] = [
  ['utf-8-bom', [0xef, 0xbb, 0xbf]],
  ['utf-32', [0xff, 0xfe, 0x00, 0x00]],
  ['utf-32', [0x00, 0x00, 0xfe, 0xff]],
  ['utf-16', [0xff, 0xfe]],
  ['utf-16', [0xfe, 0xff]],
  // a local file, an empty archive, a spanned one: also .xlsx and .ods
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['zip', [0x50, 0x4b, 0x07, 0x08]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

export function detectContent(head: Uint8Array): ContentKind {
  for (const [kind, signature] of SIGNATURES) {
    if (signature.every((byte, index) => head[index] === byte)) return kind;
  }
  return detectUnmarkedUnicode(head) ?? 'unmarked';
}

/** Enough for the start of any header, which is ASCII; more would reach rows that need not be. */
const PATTERN_BYTES = 64;

/**
 * UTF-16 or UTF-32 without a byte order mark: in ASCII text all bytes of a character but one are NUL, always
 * the same ones. Most characters must fit, not all, since a title of the customer's own may be in any script.
 */
function detectUnmarkedUnicode(head: Uint8Array): ContentKind | undefined {
  const start = head.subarray(0, PATTERN_BYTES);
  if (fitsUnicode(start, 4, 0) || fitsUnicode(start, 4, 3)) return 'utf-32';
  if (fitsUnicode(start, 2, 0) || fitsUnicode(start, 2, 1)) return 'utf-16';
  return undefined;
}

function fitsUnicode(bytes: Uint8Array, width: 2 | 4, significant: number): boolean {
  const characters = Math.floor(bytes.length / width);
  let fitting = 0;
  for (let character = 0; character < characters; character++) {
    const first = character * width;
    let fits = true;
    for (let i = 0; i < width; i++) fits &&= (bytes[first + i] !== 0) === (i === significant);
    if (fits) fitting++;
  }
  // One character would take any two bytes with a NUL for UTF-16.
  return characters >= 2 && fitting >= 0.75 * characters;
}
