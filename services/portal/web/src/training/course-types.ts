import { recordSchema } from '#shared/csv/record-types.ts';

const MEANINGS: ReadonlyMap<string, string> = new Map(
  recordSchema('courses')
    .columns.flatMap((column) => column.limits.allowed ?? [])
    .map(({ value, meaning }) => [value, meaning]),
);

/** `OJT` is `On the Job Training`. */
export function courseTypeMeaning(type: string): string {
  return MEANINGS.get(type) ?? type;
}

export const COURSE_TYPES: readonly string[] = [...MEANINGS.keys()];
