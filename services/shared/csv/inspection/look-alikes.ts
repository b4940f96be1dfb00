import { copyStart } from './samples.ts';

/** Distinct numbers compared: more than nearly any catalogue has, in a few megabytes. */
const MAX_COMPARED = 10_000;

/** Groups that are named; whoever has more has one cause for all of them. */
const MAX_GROUPS = 10;

/** Longer numbers fail anyway. */
const MAX_LENGTH = 100;

/** Letters of other scripts, digits and signs by the Latin letter or sign that they look like. */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    A: 'АΑ',
    B: 'ВΒ',
    C: 'СϹ',
    E: 'ЕΕ',
    H: 'НΗ',
    J: 'Ј',
    K: 'КΚ',
    M: 'МΜ',
    N: 'Ν',
    O: '0ОΟ',
    P: 'РΡ',
    S: 'Ѕ',
    T: 'ТΤ',
    X: 'ХΧ',
    Y: 'ҮΥ',
    Z: 'Ζ',
    a: 'а',
    c: 'с',
    e: 'е',
    i: 'і',
    j: 'ј',
    l: '1I|ІΙӀ',
    o: 'оο',
    p: 'рρ',
    s: 'ѕ',
    x: 'х',
    y: 'у',
    v: 'ν',
    '-': '‐‑‒–—―−﹘﹣－',
    "'": '‘’ʼ´`',
    '"': '“”„',
    '/': '⁄∕',
    '.': '․',
  }).flatMap(([letter, alike]) => [...alike].map((one) => [one, letter] as const)),
);

/** The form in which texts are the same that look the same (compare Unicode, UTS 39). */
function skeleton(text: string): string {
  return [...text.normalize('NFKC')].map((character) => LOOKS_LIKE.get(character) ?? character).join('');
}

/**
 * By what a value is known again: looking up each row's text took a tenth of an inspection's time. Two values of one hash,
 * which one file in twenty of 10,000 numbers has, leave the second out of the comparison.
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // 30 bits, which the engine keeps without an object.
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}

/** Finds values that are different and look the same. */
export class LookAlikes {
  readonly #seen = new Set<number>();
  readonly #first = new Map<string, string>();
  readonly #groups = new Map<string, string[]>();

  /** @param value in the form in which it is stored */
  add(value: string): void {
    if (this.#seen.size === MAX_COMPARED || value.length > MAX_LENGTH) return;
    const hash = hashOf(value);
    if (this.#seen.has(hash)) return;
    this.#seen.add(hash);
    const copy = copyStart(value);
    const form = skeleton(copy);
    const first = this.#first.get(form);
    if (first === undefined) this.#first.set(form, copy);
    else this.#group(form, first).push(copy);
  }

  get compared(): number {
    return this.#seen.size;
  }

  groups(): readonly (readonly string[])[] {
    return [...this.#groups.values()].slice(0, MAX_GROUPS).map((group) => group.slice(0, MAX_GROUPS));
  }

  #group(form: string, first: string): string[] {
    const group = this.#groups.get(form) ?? [first];
    this.#groups.set(form, group);
    return group;
  }
}
