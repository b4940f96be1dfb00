import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createByteDecoder, detectContent, type Encoding, isEncoding } from '#shared/csv/text-decoder.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

function decode(chunks: readonly Uint8Array[], encoding: Encoding): string {
  const decoder = createByteDecoder(encoding);
  return chunks.map((chunk) => decoder.decode(chunk)).join('') + decoder.end();
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

function widen(text: string, width: 2 | 4, bigEndian: boolean): Uint8Array {
  const widened = new Uint8Array(text.length * width);
  for (let i = 0; i < text.length; i++) widened[i * width + (bigEndian ? width - 1 : 0)] = text.charCodeAt(i);
  return widened;
}

describe('decoding', () => {
  test.each<[string, Uint8Array, Encoding, string]>([
    ['UTF-8', Buffer.from('é€😀'), 'utf-8', 'é€😀'],
    ['a UTF-8 byte order mark is left out', bytes(0xef, 0xbb, 0xbf, 0x61), 'utf-8', 'a'],
    ['only the first', bytes(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x61), 'utf-8', '\ufeffa'],
    ['an invalid byte', bytes(0x61, 0xe9, 0x62), 'utf-8', 'a\ufffdb'],
    ['a character cut off at the end', bytes(0x61, 0xe2, 0x82), 'utf-8', 'a\ufffd'],
    ['NUL', bytes(0x61, 0), 'utf-8', 'a\0'],
    ['Windows-1252', bytes(0x80, 0x93, 0xe9, 0xff), 'windows-1252', '€“éÿ'],
    [
      'a byte that Windows-1252 leaves open becomes a control character',
      bytes(0x81),
      'windows-1252',
      '\u0081',
    ],
  ])('%s', (_, input, encoding, expected) => {
    expect(decode([input], encoding)).toBe(expected);
  });

  test('gives the same text however the bytes are cut', () => {
    const byte = fc.constantFrom(
      0x61,
      0x22,
      0x0a,
      0xc3,
      0xa9,
      0xe2,
      0x82,
      0xac,
      0xf0,
      0x9f,
      0x98,
      0x80,
      0xef,
      0xbb,
      0xbf,
      0xff,
    );
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 40 }),
        fc.array(fc.nat({ max: 40 }), { maxLength: 6 }),
        fc.constantFrom<Encoding>('utf-8', 'windows-1252'),
        (values, at, encoding) => {
          const whole = Uint8Array.from(values);
          const bounds = [
            0,
            ...at.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
            whole.length,
          ];
          const chunks = bounds.slice(1).map((end, i) => whole.subarray(bounds[i], end));
          expect(decode(chunks, encoding)).toBe(decode([whole], encoding));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('keeps a byte order mark that is not the first character, wherever the bytes are cut', () => {
    const mark = [0xef, 0xbb, 0xbf];
    for (const before of [[0xef], [0x61], mark]) {
      const bytes = Uint8Array.from([...before, ...mark]);
      const whole = decode([bytes], 'utf-8');
      expect(whole.endsWith('\ufeff')).toBe(true);
      for (let cut = 1; cut < bytes.length; cut += 1)
        expect(decode([bytes.subarray(0, cut), bytes.subarray(cut)], 'utf-8')).toBe(whole);
    }
  });

  test('the encodings that an upload may name', () => {
    expect(['utf-8', 'windows-1252', 'UTF-8', 'latin1', ''].map(isEncoding)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('what the first bytes say', () => {
  const header = 'Username,Course Number,Course Name';
  test.each<[string, Uint8Array, ReturnType<typeof detectContent>]>([
    ['plain text', Buffer.from(header), 'unmarked'],
    ['nothing', bytes(), 'unmarked'],
    ['one character', bytes(0x61), 'unmarked'],
    ['a UTF-8 byte order mark', Buffer.from(`\ufeff${header}`), 'utf-8-bom'],
    ['a UTF-16LE byte order mark', utf16(`\ufeff${header}`), 'utf-16'],
    ['a UTF-16BE byte order mark', bytes(0xfe, 0xff, 0, 0x61), 'utf-16'],
    ['a UTF-32LE byte order mark', bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), 'utf-32'],
    ['a UTF-32BE byte order mark', bytes(0, 0, 0xfe, 0xff, 0, 0, 0, 0x61), 'utf-32'],
    ['UTF-16LE without one', widen(header, 2, false), 'utf-16'],
    ['UTF-16BE without one', widen(header, 2, true), 'utf-16'],
    ['UTF-32LE without one', widen(header, 4, false), 'utf-32'],
    ['UTF-32BE without one', widen(header, 4, true), 'utf-32'],
    ['UTF-16 with a title in another script', utf16(`Username,名前,${header}`), 'utf-16'],
    ['a ZIP archive', bytes(0x50, 0x4b, 0x03, 0x04, 0x14, 0), 'zip'],
    ['an empty ZIP archive', bytes(0x50, 0x4b, 0x05, 0x06), 'zip'],
    ['text that begins with PK', Buffer.from('PK,Username'), 'unmarked'],
    ['PDF', Buffer.from('%PDF-1.7'), 'pdf'],
    ['a NUL in text is no UTF-16', Buffer.from('User\0name,Course Number'), 'unmarked'],
    ['nothing but NULs is none either', new Uint8Array(64), 'unmarked'],
  ])('%s', (_, head, expected) => {
    expect(detectContent(head)).toBe(expected);
  });
});
