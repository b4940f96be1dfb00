import { showUnseen } from '#shared/csv/invisible.ts';

/** Enough to find the cell by; a whole note would bury the message it stands in. */
const SHOWN_CODE_POINTS = 40;

/** A cell's value as a message has it between quotation marks: on one line, shortened, with what cannot be seen spelled out. */
export function shownValue(text: string): string {
  // Cut by code units first: a cell may be a megabyte, and a code point has at most two units.
  const codePoints = [...text.slice(0, 2 * SHOWN_CODE_POINTS + 2)];
  const cut = codePoints.length > SHOWN_CODE_POINTS;
  const start = cut ? codePoints.slice(0, SHOWN_CODE_POINTS).join('') : codePoints.join('');
  return `${showUnseen(start.replaceAll(/[\t\n\v\f\r]/g, ' '))}${cut ? '…' : ''}`;
}
