// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as a whole
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The form under which usernames are compared and stored: two usernames are the same exactly when their
 * folded forms are equal. NFC and case-folded; folding twice changes nothing. Does not trim.
 *
 * Every service uses this one function, so that a person who was loaded is also found.
 */
export function foldUsername(username: string): string {
  if (ASCII.test(username)) return username.toLowerCase();
  // JavaScript has no case folding. Upper case brings together what lower case alone keeps apart (long s and
  // s, ß and SS), lower case first does so for capital ẞ, and decomposing makes the result independent of
  // how the text was composed. Dotless ı is left alone: its upper case is I, which is that of i.
  const folded = username
    .normalize('NFD')
    .replace(/[^ı]+/gu, (part) => part.toLowerCase().toUpperCase().toLowerCase());
  // Lower-casing writes a final sigma at the end of a word only, so "ΟΔΟΣ" and "οδοσ" would differ.
  return folded.replaceAll('ς', 'σ').normalize('NFC');
}
