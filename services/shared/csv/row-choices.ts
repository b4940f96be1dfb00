import { courseTypeForm } from './course-types.ts';
import { type RecordType, recordSchema } from './record-types.ts';

/** What an uploader chooses about the values of a file's rows. */
export interface RowChoices {
  /** The text of each field that no column has. */
  readonly constants?: Readonly<Record<string, string>>;
  /** Course types by the file's values that stand for them. */
  readonly courseTypes?: Readonly<Record<string, string>>;
}

/** Prepares the reading of course types that were chosen; undefined is what it gives for any other text. */
export function chosenCourseTypes(
  courseTypes: RowChoices['courseTypes'],
): (text: string) => string | undefined {
  const types = new Map(
    Object.entries(courseTypes ?? {}).map(([text, type]) => [courseTypeForm(text), type]),
  );
  return (text) => types.get(courseTypeForm(text));
}

/**
 * Prepares what choices do to the fields of a row.
 *
 * @returns what fills them in, in the template's order; undefined when there is nothing to do
 */
export function prepareRowChoices(
  type: RecordType,
  { constants = {}, courseTypes }: RowChoices,
): ((fields: (string | null)[]) => void) | undefined {
  const { columns } = recordSchema(type);
  const filled = columns.flatMap(({ field }, column) => {
    const text = Object.hasOwn(constants, field) ? constants[field] : undefined;
    return text === undefined ? [] : [{ column, text }];
  });
  const courseType = columns.findIndex(({ format }) => format === 'course-type');
  const isMapped = courseTypes !== undefined && courseType !== -1;
  if (filled.length === 0 && !isMapped) return undefined;
  const typeOf = chosenCourseTypes(courseTypes);
  return (fields) => {
    const given = isMapped ? fields[courseType] : undefined;
    if (given != null) fields[courseType] = typeOf(given) ?? given;
    for (const { column, text } of filled) fields[column] = text;
  };
}
