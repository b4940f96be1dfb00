import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Fragment, type ReactNode } from 'react';
import { DataCards } from './data-cards.tsx';
import classes from './data-table.module.css';
import { type Sort, SortableTitle } from './sortable-title.tsx';
import { useScrollEdges } from './use-scroll-edges.ts';

export interface DataColumn<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** Numbers stand at the end, so that their digits line up. */
  readonly align?: 'end';
  readonly sortable?: boolean;
  /** CSS width that the column keeps however its values change. */
  readonly width?: string;
  /** CSS width that it has at least; the table scrolls rather. */
  readonly minWidth?: string;
  /** As a card's field it takes a line of its own. */
  readonly wide?: boolean;
}

export interface DataTableProps<Row> {
  /** What the table is, for screen readers. */
  readonly caption: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => string;
  readonly sort?: Sort | undefined;
  readonly onSort?: ((sort: Sort) => void) | undefined;
  /** What unfolds below a row; undefined for a row that is folded. */
  readonly detail?: (row: Row) => ReactNode | undefined;
  /** What a card shows of a row, where that is not each column by its title. */
  readonly card?: (row: Row) => ReactNode;
  /** A last row of totals, by column key. */
  readonly totals?: Readonly<Record<string, ReactNode>> | undefined;
  /** The rows are those of an earlier request while the present one is under way. */
  readonly stale?: boolean;
  /** Below this width of the window each row becomes a card. */
  readonly cardsBelow?: string;
  /** For tables of many columns: less room around cells, or titles on several lines too. */
  readonly density?: 'dense' | 'densest';
}

/** A table; on a narrow window a list of cards with the same fields. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const narrow = useMediaQuery(`(max-width: ${props.cardsBelow ?? '48em'})`, false, {
    getInitialValueInEffect: false,
  });
  if (narrow) return <DataCards {...props} />;
  const { caption, columns, rows, rowKey, sort, onSort, detail, totals, stale, density = 'normal' } = props;
  return (
    <ScrollingTable caption={caption}>
      {/* Plain elements: at 200 rows the component library's cells take several times as long to render. */}
      <table
        className={`${classes['table']} ${stale ? classes['stale'] : ''}`}
        data-density={density}
        aria-busy={stale}
      >
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <SortableTitle key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <TableRow key={rowKey(row, index)} row={row} columns={columns} detail={detail?.(row)} />
          ))}
        </tbody>
        {totals && <TotalsRow columns={columns} totals={totals} />}
      </table>
    </ScrollingTable>
  );
}

function ScrollingTable({ caption, children }: { readonly caption: string; readonly children: ReactNode }) {
  const scroller = useScrollEdges();
  return (
    <div className={classes['frame']}>
      {/* What scrolls sideways must be reachable by keyboard; a region would be one more landmark for each table. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div ref={scroller} className={classes['wrap']} role="group" aria-label={caption} tabIndex={0}>
        {children}
      </div>
    </div>
  );
}

function TableRow<Row>({
  row,
  columns,
  detail,
}: {
  readonly row: Row;
  readonly columns: readonly DataColumn<Row>[];
  readonly detail: ReactNode | undefined;
}) {
  return (
    <Fragment>
      <tr>
        {columns.map((column) => (
          <td key={column.key} className={column.align === 'end' ? classes['end'] : undefined}>
            {column.render(row)}
          </td>
        ))}
      </tr>
      {detail && (
        <tr>
          <td colSpan={columns.length} className={classes['detail']}>
            {detail}
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function TotalsRow<Row>({
  columns,
  totals,
}: {
  readonly columns: readonly DataColumn<Row>[];
  readonly totals: Readonly<Record<string, ReactNode>>;
}) {
  return (
    <tfoot>
      <tr>
        {columns.map((column) => (
          <td key={column.key} className={column.align === 'end' ? classes['end'] : undefined}>
            {totals[column.key]}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}
