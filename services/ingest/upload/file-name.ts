/** More makes no difference to a person who reads a list of imports, and file systems end at 255 too. */
const MAX_CODE_POINTS = 255;

const ENDING = /\.csv$/i;

/** Control characters, line separators and marks that reverse the direction of writing: names must read as they are. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The name of an uploaded file as we keep it: its last path component (some browsers and scripts send a path),
 * without control characters, cut to 255 characters in front of its ending.
 */
export function cleanFileName(sent: string): string {
  const component = sent.slice(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
  const name = component.toWellFormed().replaceAll(UNPRINTABLE, '').trim();
  const characters = [...name];
  if (characters.length <= MAX_CODE_POINTS) return name;
  const ending = ENDING.exec(name)?.[0] ?? '';
  return characters.slice(0, MAX_CODE_POINTS - ending.length).join('') + ending;
}

/** Whether a file name ends in `.csv`, capital or small. */
export function isCsvFileName(name: string): boolean {
  return ENDING.test(name);
}
