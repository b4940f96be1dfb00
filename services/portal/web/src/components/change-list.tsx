import type { Change, RecordType } from '../api/types.ts';
import { text } from '../texts/texts.ts';
import classes from './change-list.module.css';
import { fieldTitle } from './column-title.ts';
import { formatDecimal } from './format.ts';

/** What a record had in each field that changed, and what it has there now. */
export function ChangeList({
  type,
  changes,
}: {
  readonly type: RecordType;
  readonly changes: readonly Change[];
}) {
  return (
    <dl className={classes['changes']}>
      {changes.map(({ field, from, to }) => (
        <div key={field} className={classes['change']}>
          <dt>{fieldTitle(type, field) ?? field}</dt>
          <dd>
            <Value value={from} /> → <Value value={to} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { readonly value: Change['from'] }) {
  return value === null ? (
    <span className={classes['blank']}>{text('components.blank')}</span>
  ) : (
    <span>{typeof value === 'number' ? formatDecimal(value) : value}</span>
  );
}
