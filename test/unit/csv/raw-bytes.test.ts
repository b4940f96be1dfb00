import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeepingDecoder, encodeKeepingBytes } from '#shared/csv/raw-bytes.ts';
import { createByteDecoder } from '#shared/csv/text-decoder.ts';

/** Bytes that are UTF-8 in part: text, broken text, and anything. */
const someBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom(
          '\xe9',
          '\xe5\xb1',
          '\xed\xa0\x80',
          '\xf0\x9f\x98',
          '\xc0\xaf',
          '\xf4\x90\x80\x80',
          '\xef\xbf\xbd',
        )
        .map((text) => Buffer.from(text, 'latin1')),
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.concat(parts));

function decode(decoder: ReturnType<typeof createByteDecoder>, bytes: Uint8Array, size: number): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += size)
    text += decoder.decode(bytes.subarray(start, start + size));
  return text + decoder.end();
}

test('all bytes come back, however they are cut, but for a byte order mark', () => {
  fc.assert(
    fc.property(someBytes, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
      const text = decode(createKeepingDecoder(), bytes, size);
      const marked = bytes.subarray(0, 3).equals(Buffer.from('\ufeff'));
      expect(encodeKeepingBytes(text).equals(marked ? bytes.subarray(3) : bytes)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('what is text is the same text', () => {
  fc.assert(
    fc.property(someBytes, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
      // One stand-in for each byte, and one U+FFFD for one or several: with both taken out, the same is left.
      const kept = decode(createKeepingDecoder(), bytes, size).replaceAll(/[\udc80-\udcff\ufffd]/gu, '');
      const usual = decode(createByteDecoder('utf-8'), bytes, size).replaceAll('\ufffd', '');
      expect(kept).toBe(usual);
    }),
    { numRuns: 2_000 },
  );
});
