import { recordTable } from '#shared/records/record-table.ts';
import type { CourseRecord } from '../../api/types.ts';
import { columnTitle } from '../../components/column-title.ts';
import { RecordValue } from '../../training/record-columns.tsx';
import classes from './state-list.module.css';

/** The values that a course record has. */
export function RecordValues({ record }: { readonly record: CourseRecord }) {
  const given = recordTable('courses').stored.filter(
    ({ column: { field } }) => field !== 'courseNumber' && record[field] !== null,
  );
  return (
    <dl className={classes['values']}>
      {given.map(({ column }) => (
        <div key={column.field}>
          <dt>{columnTitle(column)}</dt>
          <dd>
            <RecordValue column={column} record={record} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
