import type { RecordType } from '#shared/csv/record-types.ts';
import type { Queryable } from '#shared/postgres/pool.ts';
import { recordTable } from '#shared/records/record-table.ts';
import { originsOf } from './origins.ts';
import { IMPORT_COLUMNS, ownColumns } from './record-parameters.ts';
import { type ParameterColumns, parametersOf, rowsOfParameters } from './rows-of-parameters.ts';
import type { Accepted, ValidatedRows } from './validated-rows.ts';

/** Rows of check runs about to be kept, as bytes (see {@link CoursesToWrite}). */
export interface CheckedToWrite {
  readonly inserts: readonly { readonly name: string; readonly text: string; readonly values: unknown[] }[];
}

const NOTHING: CheckedToWrite = { inserts: [] };

const ROW_NUMBER = {
  name: 'row_number',
  type: 'bigint',
  number: ({ position }: Accepted) => position.number,
} as const;

const COURSES = insertOf('checked_courses', {
  shared: IMPORT_COLUMNS,
  own: [...ownColumns(recordTable('courses')), ROW_NUMBER],
});

// Every one adds a record: what it says is read from the file again when it is imported.
const CERTIFICATIONS = insertOf('checked_certifications', {
  shared: IMPORT_COLUMNS,
  own: [
    ...ownColumns(recordTable('certifications')).filter(({ name }) =>
      ['person_id', 'certification_name'].includes(name),
    ),
    ROW_NUMBER,
  ],
});

const INSERTS: Readonly<Record<RecordType, ReturnType<typeof insertOf>>> = {
  courses: COURSES,
  certifications: CERTIFICATIONS,
};

function insertOf(table: string, columns: ParameterColumns<Accepted>) {
  const names = [...columns.shared, ...columns.own].map(({ name }) => name);
  const name = `insert-${table.replace('_', '-')}`;
  const text = `INSERT INTO ${table} (${names.join(', ')}) ${rowsOfParameters(columns)}`;
  return { columns, name, text };
}

export function prepareChecked(checked: ValidatedRows['checked']): CheckedToWrite {
  if (checked.courses.length + checked.certifications.length === 0) return NOTHING;
  return {
    inserts: (['courses', 'certifications'] as const).flatMap((type) => {
      const rows = checked[type];
      if (rows.length === 0) return [];
      const { columns, name, text } = INSERTS[type];
      return [{ name, text, values: parametersOf(columns, rows, originsOf(rows)) }];
    }),
  };
}

/** Keeps valid rows of check runs as they would be written; which of them are new, the batch has decided. */
export async function writeChecked(client: Queryable, { inserts }: CheckedToWrite): Promise<void> {
  for (const insert of inserts) await client.query(insert);
}
