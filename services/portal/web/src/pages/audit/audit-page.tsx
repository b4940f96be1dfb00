import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { auditDownloadAddress, auditQuery } from '../../api/audit.ts';
import type { AuditFilters } from '../../api/types.ts';
import { DataTable } from '../../components/data-table.tsx';
import { AdminIcon, DownloadIcon } from '../../components/icons.tsx';
import { ImportById } from '../../components/import-by-id.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../components/states.tsx';
import { isAnySet } from '../../components/use-filters.ts';
import { type Paging, usePaging } from '../../components/use-paging.ts';
import { richText, text } from '../../texts/texts.ts';
import { AuditCard, auditColumns } from './audit-columns.tsx';
import { AuditFilterFields } from './audit-filters.tsx';
import { useAuditFilters } from './use-audit-filters.ts';

/** Who did what, for LMS admins. */
export function AuditPage() {
  const filters = useAuditFilters();
  const paging = usePaging();
  const { importId } = filters.asked;
  return (
    <>
      <PageHeader
        title={text('audit.title')}
        description={text('audit.description')}
        actions={
          <Button
            component="a"
            href={auditDownloadAddress(filters.request)}
            download
            variant="default"
            leftSection={<DownloadIcon size={16} />}
          >
            {text('audit.download')}
          </Button>
        }
      />
      <Stack gap="md">
        <AuditFilterFields filters={filters} />
        {importId !== '' && (
          <Text size="sm">
            {richText('audit.only-import', { import: () => <ImportById id={importId} /> })}
          </Text>
        )}
        <AuditList
          filters={filters.request}
          paging={paging}
          hasFilters={isAnySet(filters.asked)}
          onClear={filters.clear}
        />
      </Stack>
    </>
  );
}

interface AuditListProps {
  readonly filters: AuditFilters;
  readonly paging: Paging;
  readonly hasFilters: boolean;
  readonly onClear: () => void;
}

function AuditList({ filters, paging, hasFilters, onClear }: AuditListProps) {
  const events = useQuery(auditQuery({ filters, limit: paging.limit, cursor: paging.cursor }));
  if (events.isPending) return <LoadingRows rows={10} label={text('audit.loading')} />;
  if (events.data === undefined) {
    return (
      <ErrorState
        title={text('audit.not-loaded')}
        error={events.error}
        onRetry={() => void events.refetch()}
      />
    );
  }
  const { items, next } = events.data;
  if (items.length === 0 && paging.cursor === null) {
    return (
      <EmptyList
        icon={<AdminIcon size={28} />}
        title={text(hasFilters ? 'audit.nothing-matches' : 'audit.nothing-yet')}
        action={
          hasFilters && (
            <Button variant="default" onClick={onClear}>
              {text('components.clear-filters')}
            </Button>
          )
        }
      >
        {text(hasFilters ? 'audit.nobody-did' : 'audit.what-appears')}
      </EmptyList>
    );
  }
  return (
    <>
      <DataTable
        caption={text('audit.title')}
        columns={auditColumns()}
        rows={items}
        rowKey={(event) => event.id}
        card={(event) => <AuditCard event={event} />}
        stale={events.isPlaceholderData}
      />
      <Pager paging={paging} next={next} label={text('audit.pages')} />
    </>
  );
}
