import { meaningOf } from '#shared/csv/column-texts.ts';
import { type AllowedValue, recordSchema } from '#shared/csv/record-types.ts';
import { currentLanguage } from '../texts/texts.ts';

const TYPES: ReadonlyMap<string, AllowedValue> = new Map(
  recordSchema('courses')
    .columns.flatMap((column) => column.limits.allowed ?? [])
    .map((allowed) => [allowed.value, allowed]),
);

/** `OJT` is `On the Job Training`, in the reader's language. */
export function courseTypeMeaning(type: string): string {
  const allowed = TYPES.get(type);
  return allowed === undefined ? type : meaningOf(allowed, currentLanguage());
}

export const COURSE_TYPES: readonly string[] = [...TYPES.keys()];
