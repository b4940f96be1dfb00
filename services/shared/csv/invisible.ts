/**
 * Characters that no reader shows: format characters such as zero-width spaces, direction marks and soft hyphens, fillers
 * and variation selectors (Unicode, Default_Ignorable_Code_Point), and the marks of interlinear annotations.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** What a message has to spell out: what is invisible, control characters, and spaces that look like the usual one. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\p{Cc}\p{Zl}\p{Zp}]|(?![ \u3000])\p{Zs}/gu;

/** The lowest invisible character, the soft hyphen, is U+00AD: below it nothing has to be looked for. */
const FIRST_UNUSUAL = 0xa0;

const ONE_INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u;

export function hasInvisible(text: string): boolean {
  return ONE_INVISIBLE.test(text);
}

export function removeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, '');
}

/**
 * The form in which identifiers, dates, numbers and types are read: without invisible characters, each run of white
 * space (no-break spaces included) as one space, trimmed. Two values that look the same so are the same.
 */
export function cleanCode(text: string): string {
  if (!needsCleaning(text)) return text;
  const cleaned = removeInvisible(text).replaceAll(/\s+/gu, ' ').trim();
  // What was taken out may have kept a letter and its accent apart.
  return cleaned.normalize('NFC');
}

function needsCleaning(text: string): boolean {
  // A loop: of texts as short as these a regular expression takes longer.
  let before = 0x20;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code >= FIRST_UNUSUAL || (code === 0x20 && before === 0x20)) return true;
    before = code;
  }
  return before === 0x20 && text !== '';
}

/** A text with each character that cannot be seen spelled out: `B02‹U+200B›`. */
export function showUnseen(text: string): string {
  return text.replaceAll(UNSEEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `‹U+${code}›`;
  });
}
