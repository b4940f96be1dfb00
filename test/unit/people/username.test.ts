import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { foldUsername } from '#shared/people/username.ts';

// A loaded machine may take many times what an idle one does; only a hang is to fail.
vi.setConfig({ testTimeout: 120_000 });

describe('usernames that are the same', () => {
  test.each([
    ['case', 'Cameron.Graham', 'cameron.GRAHAM'],
    ['case beyond ASCII', 'ÉMILE', 'émile'],
    ['composition', 'e\u0301mile', '\u00e9mile'],
    ['composition and case', 'E\u0301MILE', '\u00e9mile'],
    ['sharp s', 'STRASSE', 'straße'],
    ['capital sharp s', 'STRAẞE', 'straße'],
    ['sigma at the end of a word', 'ΟΔΟΣ', 'οδοσ'],
    ['final sigma', 'οδος', 'οδοσ'],
    ['the order of marks', '\u03b1\u0345\u0301', '\u1fb4'],
    ['the Kelvin sign', '\u212aelvin', 'kelvin'],
  ])('%s', (_, a, b) => {
    expect(foldUsername(a)).toBe(foldUsername(b));
  });
});

describe('usernames that are not', () => {
  test.each([
    ['accents', 'emile', 'émile'],
    ['the dotless i', 'ırmak', 'irmak'],
    ['white space, which is not trimmed here', 'a', 'a '],
  ])('%s', (_, a, b) => {
    expect(foldUsername(a)).not.toBe(foldUsername(b));
  });
});

describe('folding', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 12 });

  test('is NFC and changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldUsername(text);
        expect(folded).toBe(folded.normalize('NFC'));
        expect(foldUsername(folded)).toBe(folded);
      }),
      { numRuns: 5000 },
    );
  });

  test('folds a part of a word as within the word, so that a search finds it', () => {
    expect(foldUsername('ΟΔΟΣΑ')).toContain(foldUsername('ΟΔΟΣ'));
  });

  test('does so for every character, alone and before one that is reordered', () => {
    const unstable: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      // surrogates, private use and what is not assigned have no case
      if (/\p{C}/u.test(String.fromCodePoint(codePoint))) continue;
      for (const suffix of ['', '\u0345', '\u0301']) {
        const folded = foldUsername(String.fromCodePoint(codePoint) + suffix);
        if (foldUsername(folded) !== folded || folded.normalize('NFC') !== folded)
          unstable.push(codePoint.toString(16));
      }
    }
    expect(unstable).toEqual([]);
  });

  test('is the same for every composition and case of a text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldUsername(text);
        for (const form of ['NFC', 'NFD'] as const) expect(foldUsername(text.normalize(form))).toBe(folded);
        // Upper case of dotless ı is I, which is why it is left out.
        if (!text.includes('ı')) expect(foldUsername(text.toUpperCase())).toBe(folded);
      }),
      { numRuns: 5000 },
    );
  });
});
