/**
 * Whether a UTF-16 code unit is white space, by the same set that `String.prototype.trim` removes (so
 * no-break space and U+FEFF are), which is what cells are trimmed of.
 */
export function isWhiteSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0xa0 && String.fromCharCode(code).trim() === '';
}

export function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}
