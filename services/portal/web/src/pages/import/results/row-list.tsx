import { NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { resultRowsQuery } from '../../../api/results.ts';
import type { ImportView, ResultRow } from '../../../api/types.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { Pager } from '../../../components/pager.tsx';
import { resultCounts, resultName } from '../../../components/result-texts.ts';
import { ErrorState, LoadingRows } from '../../../components/states.tsx';
import { useFilters } from '../../../components/use-filters.ts';
import { usePaging } from '../../../components/use-paging.ts';
import { text } from '../../../texts/texts.ts';
import { rowColumns } from './row-columns.tsx';

const FILTERS = ['result'] as const;

/** The rows of an import, or the records of an undo, with what became of each. */
export function RowList({ item }: { readonly item: ImportView }) {
  const filters = useFilters(FILTERS);
  const paging = usePaging();
  const { limit, cursor } = paging;
  const rows = useQuery(resultRowsQuery(item, { result: filters.asked.result, limit, cursor }));
  const kind = item.source === 'undo' ? 'records' : 'rows';
  const name = text(`results.${kind}`);
  return (
    <Paper component="section" aria-labelledby="rows-title" p={{ base: 'md', sm: 'lg' }}>
      <Stack gap="md">
        <Title order={2} size="h3" id="rows-title">
          {name}
        </Title>
        <NativeSelect
          label={text('results.result')}
          maw="20rem"
          value={filters.typed.result}
          onChange={(event) => filters.set('result', event.currentTarget.value)}
        >
          <option value="">{text('results.all')}</option>
          {resultCounts(item).map(([result, count]) => (
            <option key={result} value={result}>
              {text('results.result-count', { result: resultName(result), count })}
            </option>
          ))}
        </NativeSelect>
        {rows.isPending && <LoadingRows label={text(`results.loading-${kind}`)} />}
        {rows.isError && rows.data === undefined && (
          <ErrorState
            title={text(`results.${kind}-not-loaded`)}
            error={rows.error}
            onRetry={() => void rows.refetch()}
          />
        )}
        {rows.data !== undefined && (
          <Rows item={item} name={name} rows={rows.data.items} stale={rows.isPlaceholderData} />
        )}
        {rows.data !== undefined && (rows.data.next !== null || cursor !== null) && (
          <Pager
            paging={paging}
            next={rows.data.next}
            label={text(`results.pages-of-${kind}`)}
            total={countOf(item, filters.asked.result)}
          />
        )}
      </Stack>
    </Paper>
  );
}

/** How many rows came to a result, or how many there are. */
function countOf(item: ImportView, sought: string): number {
  const counts = resultCounts(item).filter(([result]) => sought === '' || result === sought);
  return counts.reduce((sum, [, count]) => sum + count, 0);
}

interface RowsProps {
  readonly item: ImportView;
  readonly name: string;
  readonly rows: readonly ResultRow[];
  readonly stale: boolean;
}

function Rows({ item, name, rows, stale }: RowsProps) {
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text('results.none')}
      </Text>
    );
  }
  return (
    <DataTable
      caption={name}
      columns={rowColumns(item)}
      rows={rows}
      rowKey={(_, index) => String(index)}
      stale={stale}
      cardsBelow="62em"
      density="dense"
    />
  );
}
