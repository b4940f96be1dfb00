/** More words than names have: each is looked for in every row. */
const MAX_WORDS = 8;

/** The words of a search, which may stand in any order: `Taylor, Asher` are two. Each once. */
export function searchWords(search: string): readonly string[] {
  const words = new Set(search.split(/[\s,]+/u).filter((word) => word !== ''));
  return [...words].slice(0, MAX_WORDS);
}

/** Letters that are no plain ones with accents. */
const PLAIN: readonly (readonly [letter: string, plain: string])[] = [
  ['ł', 'l'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ı', 'i'],
  ['ð', 'd'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
];

/** A text as searches compare it, without accents and in small letters; `fold_text` in PostgreSQL does the same. */
export function foldText(text: string): string {
  const folded = text
    .normalize('NFD')
    .replaceAll(/\p{Mn}+/gu, '')
    .toLowerCase();
  return PLAIN.reduce((all, [letter, plain]) => all.replaceAll(letter, plain), folded);
}

/** {@link foldText} as an expression of ClickHouse; most texts are plain and need no more than small letters. */
export function foldSql(expression: string): string {
  const folded = `lowerUTF8(replaceRegexpAll(normalizeUTF8NFD(${expression}), '\\\\p{Mn}+', ''))`;
  const plain = PLAIN.reduce((sql, [letter, text]) => `replaceAll(${sql}, '${letter}', '${text}')`, folded);
  return `if(isValidASCII(${expression}), lower(${expression}), ${plain})`;
}
