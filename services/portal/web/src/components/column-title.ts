import { columnTexts } from '#shared/csv/column-texts.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column, RecordType } from '../api/types.ts';
import { currentLanguage } from '../texts/texts.ts';

/** What the template in the reader's language calls a column. */
export function columnTitle(column: Column): string {
  return columnTexts(column, currentLanguage()).title;
}

/** The same of a field; undefined of one that the type does not have. */
export function fieldTitle(type: RecordType, field: string | null): string | undefined {
  const column = recordSchema(type).columns.find((one) => one.field === field);
  return column && columnTitle(column);
}
