import { meaningsOf } from './column-texts.ts';
import { cleanCode } from './invisible.ts';
import { type Column, recordSchema } from './record-types.ts';

/**
 * Prepares the reading of course types: a listed value, or the meaning that Directions print beside it in any language
 * (`Instructor Led` for `ILT`), whatever the case. Undefined is what it gives for any other text.
 */
export function courseTypeLookup(column: Column = courseTypeColumn()): (text: string) => string | undefined {
  const types = new Map<string, string>();
  for (const allowed of column.limits.allowed ?? []) {
    const { value } = allowed;
    types.set(value, value);
    types.set(value.toLowerCase(), value);
    for (const meaning of meaningsOf(allowed)) types.set(meaning.toLowerCase(), value);
  }
  return (text) => types.get(text) ?? types.get(courseTypeForm(text).normalize('NFC'));
}

/** The form under which course types are the same. */
export function courseTypeForm(text: string): string {
  return cleanCode(text.trim()).toLowerCase();
}

function courseTypeColumn(): Column {
  const column = recordSchema('courses').columns.find(({ format }) => format === 'course-type');
  if (column === undefined) throw new Error('schemas/csv/courses.json has no course type');
  return column;
}
