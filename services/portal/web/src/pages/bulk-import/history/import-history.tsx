import { Button, Paper, Stack, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ImportListRequest, importListQuery } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { DataTable } from '../../../components/data-table.tsx';
import { FileIcon } from '../../../components/icons.tsx';
import { ImportDetails } from '../../../components/import-details.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Pager } from '../../../components/pager.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../../components/states.tsx';
import { type Paging, usePaging } from '../../../components/use-paging.ts';
import { FollowedImport } from '../../../imports-live/followed-import.tsx';
import { historyColumns } from './history-columns.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { useHistoryFilters } from './use-history-filters.ts';

export function ImportHistory() {
  const { filters, hasFilters, setFilter, clear, request } = useHistoryFilters();
  const paging = usePaging();
  return (
    <Paper component="section" aria-labelledby="history-title" p={{ base: 'md', sm: 'lg' }}>
      <Stack gap="md">
        <Title order={2} size="h3" id="history-title">
          Import History
        </Title>
        <HistoryFilters filters={filters} hasFilters={hasFilters} onChange={setFilter} onClear={clear} />
        <HistoryList
          request={{ filters: request, limit: paging.limit, cursor: paging.cursor }}
          paging={paging}
          hasFilters={hasFilters}
          onClear={clear}
        />
      </Stack>
    </Paper>
  );
}

interface HistoryListProps {
  readonly request: ImportListRequest;
  readonly paging: Paging;
  readonly hasFilters: boolean;
  readonly onClear: () => void;
}

function HistoryList({ request, paging, hasFilters, onClear }: HistoryListProps) {
  const client = useQueryClient();
  const imports = useQuery(importListQuery(client, request));
  if (imports.isPending) return <LoadingRows label="Loading the import history" />;
  if (imports.data === undefined) {
    return (
      <ErrorState
        title="The import history could not be loaded"
        error={imports.error}
        onRetry={() => void imports.refetch()}
      />
    );
  }
  const { items, next } = imports.data;
  return (
    <>
      {imports.isError && <NotConnected />}
      {items.map((item) => (
        <FollowedImport key={item.id} item={item} />
      ))}
      {items.length === 0 ? (
        <NoImports hasFilters={hasFilters} onClear={onClear} />
      ) : (
        <HistoryTable items={items} stale={imports.isPlaceholderData} />
      )}
      {(next !== null || request.cursor !== null || items.length > 0) && (
        <Pager paging={paging} next={next} label="the import history" />
      )}
    </>
  );
}

function HistoryTable({ items, stale }: { readonly items: readonly ImportView[]; readonly stale: boolean }) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string): void => {
    setUnfolded((now) => {
      const changed = new Set(now);
      if (!changed.delete(id)) changed.add(id);
      return changed;
    });
  };
  return (
    <DataTable
      caption="Import History"
      columns={historyColumns({ isUnfolded: (id) => unfolded.has(id), toggle })}
      rows={items}
      rowKey={(item) => item.id}
      detail={(item) => (unfolded.has(item.id) ? <ImportDetails item={item} /> : undefined)}
      stale={stale}
      cardsBelow="75em"
      dense
    />
  );
}

/** What is on the page stays; it says that it may be behind. */
function NotConnected() {
  return (
    <Notice tone="warning" title="Not connected">
      The LMS cannot be reached at the moment; this list is updated as soon as it can.
    </Notice>
  );
}

function NoImports({ hasFilters, onClear }: { readonly hasFilters: boolean; readonly onClear: () => void }) {
  if (hasFilters) {
    return (
      <EmptyList
        icon={<FileIcon size={28} />}
        title="No imports match"
        action={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      >
        No import has this type, status, person and date.
      </EmptyList>
    );
  }
  return (
    <EmptyList icon={<FileIcon size={28} />} title="No imports yet">
      Imports appear here as soon as a file is uploaded, and update by themselves.
    </EmptyList>
  );
}
