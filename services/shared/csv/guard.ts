const APOSTROPHE = 0x27;

/**
 * The first characters by which a spreadsheet takes a cell for a formula (OWASP, CSV injection): `=`, `+`, `-`, `@`,
 * their full-width forms, which East Asian editions read alike, and tab, carriage return and line feed, which some
 * programs skip before they look.
 */
const FORMULA_STARTS: ReadonlySet<number> = new Set(
  [...'=+-@\uff1d\uff0b\uff0d\uff20\t\r\n'].map((character) => character.charCodeAt(0)),
);

function startsFormula(code: number): boolean {
  return FORMULA_STARTS.has(code);
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
