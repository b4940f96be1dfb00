const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const SPACE = 0x20;
/** White space beyond ASCII may stand before a guard. */
const FIRST_WIDE = 0xa0;

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

/** `="00123"`: a formula that gives the text itself, with which exports keep spreadsheets from making it a number. */
const TEXT_FORMULA = /^\s*'?="([^"]*)"\s*$/;

/** Whether a cell without enclosing quotes is a text formula, so that the quotes in it are in no wrong place. */
export function isTextFormula(cell: string): boolean {
  return TEXT_FORMULA.test(cell);
}

/**
 * The text that a cell stands for: without `guardCell`'s apostrophe, and without the formula around a text. With
 * `code`, as identifiers, dates, numbers and types are read, a leading apostrophe goes before anything else too, since
 * none of them begins with one and spreadsheets keep leading zeros by it (`'00123`).
 */
export function unwrapCell(cell: string, code: boolean): string {
  const first = cell.charCodeAt(0);
  // Nearly every cell begins with a letter or a digit.
  if (first > SPACE && first < FIRST_WIDE && first !== APOSTROPHE && first !== EQUALS) return cell;
  const unguarded = unguardCell(cell);
  const text = TEXT_FORMULA.exec(unguarded)?.[1] ?? unguarded;
  return code ? text.replace(/^\s*'(?=.)/s, '') : text;
}
