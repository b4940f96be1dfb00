/** Enough to find the cell by; a whole note would bury the message it stands in. */
const SHOWN_CODE_POINTS = 40;

/** A cell's value as a message quotes it: on one line, printable, shortened. */
export function shownValue(text: string): string {
  // Cut by code units first: a cell may be a megabyte, and a code point has at most two units.
  const codePoints = [...text.slice(0, 2 * SHOWN_CODE_POINTS + 2)];
  const cut = codePoints.length > SHOWN_CODE_POINTS;
  const start = cut ? codePoints.slice(0, SHOWN_CODE_POINTS).join('') : codePoints.join('');
  return `"${start.replaceAll(/\s/gu, ' ').replaceAll(/\p{Cc}/gu, codeOf)}${cut ? '…' : ''}"`;
}

function codeOf(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A count as people read it: 2,000. */
export function shownNumber(value: number): string {
  return value.toLocaleString('en-US');
}
