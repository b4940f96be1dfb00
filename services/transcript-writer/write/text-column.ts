import { COURSE_TEXT, type CourseText, type PackedCourse } from '#shared/records/packed-course.ts';

/**
 * Between values in one text, and for none. Values cannot hold the two characters: the record rules refuse control
 * characters.
 */
export const SEPARATOR = '\x1f';
export const NONE = '\x1e';

/** Such a character in SQL. */
export function sqlLiteral(character: string): string {
  return String.raw`E'\x${character.charCodeAt(0).toString(16)}'`;
}

/**
 * A column of a batch, with at least one row, as one text, which PostgreSQL splits again. An array parameter would have
 * every cell looked through for quotes and backslashes, a fifth of what writing a row costs in this process. No value
 * is empty, blank ones are null.
 *
 * @returns its UTF-8: of what waits for PostgreSQL, the collector would copy a text
 */
export function textColumn<Row>(rows: readonly Row[], cellOf: (row: Row) => string | null): Buffer {
  return Buffer.from(rows.map((row) => cellOf(row) ?? NONE).join(SEPARATOR));
}

const SEPARATOR_BYTE = SEPARATOR.charCodeAt(0);
const NONE_BYTE = NONE.charCodeAt(0);

/** As {@link textColumn}, of texts that are bytes already. */
export function packedTextColumn(
  courses: readonly { readonly values: PackedCourse }[],
  name: CourseText,
): Buffer {
  const column = COURSE_TEXT[name];
  let size = 0;
  for (const { values } of courses)
    size += Math.max(NONE.length, values.texts.length(values.row, column)) + 1;
  const bytes = Buffer.allocUnsafe(size);
  let end = 0;
  for (const { values } of courses) {
    if (end > 0) bytes[end++] = SEPARATOR_BYTE;
    const copied = values.texts.copy(values.row, column, bytes, end);
    if (copied === 0) bytes[end++] = NONE_BYTE;
    end += copied;
  }
  return bytes.subarray(0, end);
}
