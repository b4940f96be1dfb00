/** A number as the terminal shows it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

export function rowCount(rows: number): string {
  return rows === 1 ? '1 row' : `${count(rows)} rows`;
}
