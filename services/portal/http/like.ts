/** A LIKE pattern that finds `text` anywhere, its own wildcards taken as written. */
export function containsPattern(text: string): string;
export function containsPattern(text: string | undefined): string | undefined;
export function containsPattern(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
