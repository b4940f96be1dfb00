import { type RecordType, recordSchema } from './record-types.ts';

/** The titles of a type's columns in the template's order. */
export function templateTitles(type: RecordType): readonly string[] {
  return recordSchema(type).columns.map((column) => column.title);
}

/**
 * The template that an admin downloads and fills in: the header alone. An example row would be imported
 * with the file by whoever forgets to delete it; the examples are in the instructions.
 */
export function templateCsv(type: RecordType): string {
  // Without the mark a spreadsheet would save the file in its country's old encoding.
  return `\ufeff${templateTitles(type).join(',')}\r\n`;
}
