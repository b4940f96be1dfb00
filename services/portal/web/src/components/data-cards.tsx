import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import classes from './data-table.module.css';
import type { DataTableProps } from './data-table.tsx';

/** The rows of a table as cards, each with the columns' titles beside its values. */
export function DataCards<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  detail,
  card,
  totals,
  stale,
}: DataTableProps<Row>) {
  const sortable = columns.filter((column) => column.sortable);
  return (
    <>
      {onSort && sortable.length > 0 && (
        <NativeSelect
          label={text('components.sort-by')}
          mb="sm"
          value={sort === undefined ? '' : `${sort.key} ${sort.order}`}
          onChange={(event) => {
            const [key = '', order] = event.currentTarget.value.split(' ');
            onSort({ key, order: order === 'desc' ? 'desc' : 'asc' });
          }}
        >
          {sort === undefined && <option value="">{text('components.usual-order')}</option>}
          {sortable.map(({ key, title }) => (
            <optgroup key={key} label={title}>
              <option value={`${key} asc`}>{text('components.ascending', { title })}</option>
              <option value={`${key} desc`}>{text('components.descending', { title })}</option>
            </optgroup>
          ))}
        </NativeSelect>
      )}
      <ul
        className={`${classes['cards']} ${stale ? classes['stale'] : ''}`}
        aria-label={caption}
        aria-busy={stale}
      >
        {rows.map((row, index) => {
          const unfolded = detail?.(row);
          return (
            <li key={rowKey(row, index)} className={classes['card']}>
              {card === undefined ? (
                <dl className={classes['fields']}>
                  {columns.map((column) => (
                    <CardField key={column.key} title={column.title} wide={column.wide}>
                      {column.render(row)}
                    </CardField>
                  ))}
                </dl>
              ) : (
                card(row)
              )}
              {unfolded && <div className={classes['cardDetail']}>{unfolded}</div>}
            </li>
          );
        })}
        {totals && (
          <li className={classes['card']}>
            <dl className={classes['fields']}>
              {columns.map((column) =>
                totals[column.key] === undefined ? null : (
                  <CardField key={column.key} title={column.title} wide={column.wide}>
                    {totals[column.key]}
                  </CardField>
                ),
              )}
            </dl>
          </li>
        )}
      </ul>
    </>
  );
}

function CardField({
  title,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly wide?: boolean | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div className={wide ? classes['wide'] : undefined}>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
