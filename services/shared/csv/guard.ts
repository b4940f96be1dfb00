const APOSTROPHE = 0x27;

/** The first characters by which a spreadsheet takes a cell for a formula (OWASP, CSV injection). */
function startsFormula(code: number): boolean {
  // = + - @ tab
  return code === 0x3d || code === 0x2b || code === 0x2d || code === 0x40 || code === 0x09;
}

/** Makes a cell safe to open in a spreadsheet: a leading apostrophe keeps it from being run. */
export function guardCell(cell: string): string {
  return startsFormula(cell.charCodeAt(0)) ? `'${cell}` : cell;
}

/**
 * Takes off the apostrophe that `guardCell` put there, so that a corrected error file can be uploaded as
 * it is. Applies to the cell as written, before trimming. An apostrophe before anything else is the
 * cell's own and stays.
 */
export function unguardCell(cell: string): string {
  return cell.charCodeAt(0) === APOSTROPHE && startsFormula(cell.charCodeAt(1)) ? cell.slice(1) : cell;
}
