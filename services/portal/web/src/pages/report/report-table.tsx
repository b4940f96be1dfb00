import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReportInfo, reportQuery, reportTotalsQuery } from '../../api/reports.ts';
import type { ReportColumn, ReportPage, ReportRow } from '../../api/types.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { ReportsIcon } from '../../components/icons.tsx';
import { Pager } from '../../components/pager.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../components/states.tsx';
import { isAnySet } from '../../components/use-filters.ts';
import { usePaging } from '../../components/use-paging.ts';
import { text } from '../../texts/texts.ts';
import { textOf } from './numbers.ts';
import { ReportCellValue } from './report-cell.tsx';
import { hasTotals, totalsOf } from './totals.ts';
import type { ReportState } from './use-report-parameters.ts';
import { visibleColumns } from './visible-columns.ts';

const MANY_COLUMNS = 7;

/** The report's rows, page by page, sorted and filtered by the API. */
export function ReportTable({ info, state }: { readonly info: ReportInfo; readonly state: ReportState }) {
  const paging = usePaging();
  const report = useQuery(
    reportQuery({
      name: info.name,
      parameters: state.parameters,
      limit: paging.limit,
      cursor: paging.cursor,
    }),
  );
  const isSummed = report.data !== undefined && report.data.total > 1 && hasTotals(report.data);
  const totals = useQuery({ ...reportTotalsQuery(info.name, state.selection), enabled: isSummed });
  if (report.isPending) return <LoadingRows rows={10} label={text('reports.loading')} />;
  if (report.data === undefined) {
    return (
      <ErrorState
        title={text('reports.not-loaded')}
        error={report.error}
        onRetry={() => void report.refetch()}
      />
    );
  }
  const { columns, rows, total, sort, next } = report.data;
  if (rows.length === 0 && paging.cursor === null) return <EmptyReport state={state} />;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {text('components.rows', { count: total })}
      </Text>
      <DataTable
        caption={info.title}
        columns={toDataColumns(info, visibleColumns(columns, state.drillDown !== undefined), rows)}
        rows={rows}
        rowKey={(_, index) => String(index)}
        sort={state.sort ?? sort}
        onSort={state.setSort}
        totals={totalsOf(report.data, totals.data)}
        stale={report.isPlaceholderData}
        {...(columns.length > MANY_COLUMNS ? { density: 'densest' as const } : {})}
      />
      <Pager paging={paging} next={next} label={text('reports.pages')} total={total} />
    </Stack>
  );
}

/** A text longer than this has a line of its own on a card, and room for some words in a table. */
const LONG_TEXT = 16;

function toDataColumns(
  info: ReportInfo,
  columns: ReportPage['columns'],
  rows: readonly ReportRow[],
): DataColumn<ReportRow>[] {
  return columns.map((column, index) => ({
    wide: index === 0 || hasLongTexts(column, rows),
    ...(hasLongTexts(column, rows) && columns.length > MANY_COLUMNS ? { minWidth: '12rem' } : {}),
    // So that “Expires in 20 days” stands in one line.
    ...(column.key === 'validity' ? { minWidth: '10.5rem' } : {}),
    key: column.key,
    title: column.title,
    sortable: true,
    ...(column.type === 'number' ? { align: 'end' as const } : {}),
    render: (row) => <ReportCellValue report={info.name} column={column} row={row} />,
  }));
}

function hasLongTexts({ key }: ReportColumn, rows: readonly ReportRow[]): boolean {
  return rows.some((row) => textOf(row, key).length > LONG_TEXT);
}

function EmptyReport({ state }: { readonly state: ReportState }) {
  if (isAnySet(state.filters.asked)) {
    return (
      <EmptyList
        icon={<ReportsIcon size={28} />}
        title={text('reports.nothing-matches')}
        action={
          <Button variant="default" onClick={state.filters.clear}>
            {text('components.clear-filters')}
          </Button>
        }
      >
        {text('reports.nothing-matches-explanation')}
      </EmptyList>
    );
  }
  return (
    <EmptyList icon={<ReportsIcon size={28} />} title={text('reports.nothing-yet')}>
      {text('reports.nothing-yet-explanation')}
    </EmptyList>
  );
}
