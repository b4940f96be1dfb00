import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { importListQuery } from '../../../api/imports.ts';
import { isSignedOut } from '../../../api/query-client.ts';
import type { ImportView, Page } from '../../../api/types.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { FileIcon } from '../../../components/icons.tsx';
import { ImportDetails } from '../../../components/import-details.tsx';
import { Pager } from '../../../components/pager.tsx';
import { Pill } from '../../../components/pill.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../../components/states.tsx';
import { isAnySet } from '../../../components/use-filters.ts';
import { type Paging, usePaging } from '../../../components/use-paging.ts';
import { type SortState, useSort } from '../../../components/use-sort.ts';
import { FollowedImport } from '../../../imports-live/followed-import.tsx';
import { text } from '../../../texts/texts.ts';
import { HistoryCard } from './history-card.tsx';
import { historyColumns, SORT_KEYS } from './history-columns.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { useHistoryFilters } from './use-history-filters.ts';

export function ImportHistory() {
  const filters = useHistoryFilters();
  const paging = usePaging();
  const sorting = useSort(SORT_KEYS);
  const imports = useQuery(
    importListQuery(useQueryClient(), {
      filters: filters.request,
      sort: sorting.sort,
      limit: paging.limit,
      cursor: paging.cursor,
      count: true,
    }),
  );
  return (
    <Paper component="section" aria-labelledby="history-title" p={{ base: 'md', sm: 'lg' }}>
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Group align="baseline" gap="sm">
            <Title order={2} size="h3" id="history-title">
              {text('bulk-import.history')}
            </Title>
            <Text size="sm" c="dimmed">
              {imports.data?.total !== undefined &&
                text('bulk-import.import-count', { count: imports.data.total })}
            </Text>
          </Group>
          {imports.data && <Connection query={imports} />}
        </Group>
        <HistoryFilters filters={filters} />
        <HistoryList
          imports={imports}
          paging={paging}
          sorting={sorting}
          hasFilters={isAnySet(filters.asked)}
          onClear={filters.clear}
        />
      </Stack>
    </Paper>
  );
}

type ImportsQuery = UseQueryResult<Page<ImportView>>;

interface HistoryListProps {
  readonly imports: ImportsQuery;
  readonly paging: Paging;
  readonly sorting: SortState;
  readonly hasFilters: boolean;
  readonly onClear: () => void;
}

function HistoryList({ imports, paging, sorting, hasFilters, onClear }: HistoryListProps) {
  if (imports.isPending) return <LoadingRows label={text('bulk-import.loading')} />;
  if (imports.data === undefined) {
    return (
      <ErrorState
        title={text('bulk-import.not-loaded')}
        error={imports.error}
        onRetry={() => void imports.refetch()}
      />
    );
  }
  const { items, next } = imports.data;
  return (
    <>
      {items.map((item) => (
        <FollowedImport key={item.id} item={item} />
      ))}
      {items.length === 0 ? (
        <NoImports hasFilters={hasFilters} onClear={onClear} />
      ) : (
        <HistoryTable items={items} sorting={sorting} stale={imports.isPlaceholderData} />
      )}
      {(next !== null || paging.cursor !== null || items.length > 0) && (
        <Pager paging={paging} next={next} label={text('bulk-import.pages')} />
      )}
    </>
  );
}

/**
 * What is on the page stays while the LMS is unavailable; it says that it may be behind. One lost answer is not worth
 * it.
 */
function Connection({ query }: { readonly query: ImportsQuery }) {
  const failing = query.isError || query.failureCount > 1 || query.fetchStatus === 'paused';
  // A person who has been signed out sees that, and nothing is tried again.
  const lost = failing && !isSignedOut(query.error);
  return <span role="status">{lost && <Pill tone="warning">{text('components.not-connected')}</Pill>}</span>;
}

interface HistoryTableProps {
  readonly items: readonly ImportView[];
  readonly sorting: SortState;
  readonly stale: boolean;
}

function HistoryTable({ items, sorting: { sort, setSort }, stale }: HistoryTableProps) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const isUnfolded = (id: string): boolean => unfolded.has(id);
  const toggle = (id: string): void => {
    setUnfolded((now) => {
      const changed = new Set(now);
      if (!changed.delete(id)) changed.add(id);
      return changed;
    });
  };
  return (
    <DataTable
      caption={text('bulk-import.history')}
      columns={historyColumns({ isUnfolded, toggle })}
      rows={items}
      rowKey={(item) => item.id}
      sort={sort}
      onSort={setSort}
      detail={(item) => (isUnfolded(item.id) ? <ImportDetails item={item} /> : undefined)}
      card={(item) => (
        <HistoryCard item={item} isUnfolded={isUnfolded(item.id)} onToggle={() => toggle(item.id)} />
      )}
      stale={stale}
      cardsBelow="79em"
      density="dense"
    />
  );
}

function NoImports({ hasFilters, onClear }: { readonly hasFilters: boolean; readonly onClear: () => void }) {
  if (hasFilters) {
    return (
      <EmptyList
        icon={<FileIcon size={28} />}
        title={text('bulk-import.none-match')}
        action={
          <Button variant="default" onClick={onClear}>
            {text('components.clear-filters')}
          </Button>
        }
      >
        {text('bulk-import.none-match-explanation')}
      </EmptyList>
    );
  }
  return (
    <EmptyList icon={<FileIcon size={28} />} title={text('bulk-import.none-yet')}>
      {text('bulk-import.none-yet-explanation')}
    </EmptyList>
  );
}
