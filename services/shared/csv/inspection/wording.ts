import { showUnseen } from '../invisible.ts';
import type { LineOf } from '../line-steps.ts';

/** Enough to find a value or a title by. */
const SHOWN = 40;

/** Names listed in a sentence; more bury it. */
const LISTED = 10;

/** A value of the file as a message shows it: on one line, shortened, with what cannot be seen spelled out. */
export function shown(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN + 2)];
  const start = characters
    .slice(0, SHOWN)
    .join('')
    .replaceAll(/[\t\n\v\f\r]/g, ' ');
  return `${showUnseen(start)}${characters.length > SHOWN ? '…' : ''}`;
}

/** As {@link shown}, in quotation marks. */
export function quote(text: string): string {
  return `"${shown(text)}"`;
}

/** A row as a spreadsheet numbers it; behind too many blank lines as if there were none. */
export function shownRow(row: number, lineOf: LineOf): number {
  return lineOf(row) ?? row + 1;
}

/**
 * Names with commas; of many the first.
 *
 * @param withMore says how many more there are
 */
export function list(names: readonly string[], withMore: (first: string, more: number) => string): string {
  const first = names.slice(0, LISTED).join(', ');
  return names.length > LISTED ? withMore(first, names.length - LISTED) : first;
}
