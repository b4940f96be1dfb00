import { expect, test } from 'vitest';
import { foldText, searchWords } from '../../../services/portal/http/search-words.ts';

test.each([
  ['Łukasz', 'lukasz'],
  ['Østergaard', 'ostergaard'],
  ['Jose\u0301 JOSÉ', 'jose jose'],
  ['Groß Þóra Æsa Œuvre Đặng', 'gross thora aesa oeuvre dang'],
  ['Ирина Йод', 'ирина иод'],
  ["O'Neil-2_%", "o'neil-2_%"],
])('%s is compared as %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test('words stand in any order, each once, and not without end', () => {
  expect(searchWords(' Taylor,  Asher\tTaylor ')).toEqual(['Taylor', 'Asher']);
  expect(searchWords(' , ')).toEqual([]);
  expect(searchWords(Array.from({ length: 30 }, (_, n) => `w${n}`).join(' '))).toHaveLength(8);
});
