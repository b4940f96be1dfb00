/** A text without its accents: `Situacion` is how many keyboards write what has one. */
export function withoutAccents(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}+/gu, '');
}
