import { UnstyledButton } from '@mantine/core';
import classes from './data-table.module.css';
import type { DataColumn } from './data-table.tsx';
import { DownIcon, SortIcon, UpIcon } from './icons.tsx';

export interface Sort {
  readonly key: string;
  readonly order: 'asc' | 'desc';
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const;

/** A column's title; of a sortable one a button that sorts by it, and by it the other way round. */
export function SortableTitle<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: DataColumn<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}) {
  const order = sort?.key === column.key ? sort.order : undefined;
  const sortable = column.sortable === true && onSort !== undefined;
  return (
    <th
      scope="col"
      className={column.align === 'end' ? classes['end'] : undefined}
      style={{ width: column.width, minWidth: column.minWidth }}
      {...(order === undefined ? {} : { 'aria-sort': ARIA_SORT[order] })}
    >
      {sortable ? (
        <UnstyledButton
          className={`${classes['sort']} ${order === undefined ? '' : classes['sorted']}`}
          onClick={() => onSort(nextSort(column, order))}
        >
          {column.title}
          <OrderIcon order={order} />
        </UnstyledButton>
      ) : (
        column.title
      )}
    </th>
  );
}

function OrderIcon({ order }: { readonly order: Sort['order'] | undefined }) {
  if (order === undefined) return <SortIcon size={14} />;
  return order === 'asc' ? <UpIcon size={14} /> : <DownIcon size={14} />;
}

/** Numbers are looked at from the largest, texts from A. */
export function nextSort<Row>(column: DataColumn<Row>, order: Sort['order'] | undefined): Sort {
  const first = column.align === 'end' ? 'desc' : 'asc';
  const other = first === 'asc' ? 'desc' : 'asc';
  return { key: column.key, order: order === first ? other : first };
}
