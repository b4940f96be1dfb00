import { Anchor, Breadcrumbs, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../../api/client.ts';
import { errorFileAddress } from '../../api/downloads.ts';
import { importQuery, isUnapplied } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { auditPath, PATHS } from '../../app/paths.ts';
import { DownloadIcon } from '../../components/icons.tsx';
import { importTitle } from '../../components/import-title.ts';
import { Initiator } from '../../components/initiator.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { typeName } from '../../components/type-names.ts';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { FollowedImport } from '../../imports-live/followed-import.tsx';
import { richText, text } from '../../texts/texts.ts';
import { CheckContent } from './check/check-content.tsx';
import { Corrections } from './corrections.tsx';
import { ImportResults } from './results/import-results.tsx';
import { UndoLinks } from './undo/undo-links.tsx';

/** One import, for links from records and from later uploads of the same file. */
export function ImportPage() {
  const { importId = '' } = useParams();
  const query = useQuery(importQuery(useQueryClient(), importId));
  if (query.isPending) return <LoadingRows label={text('import.loading')} />;
  // Also of one that was shown until it was discarded.
  if (query.error instanceof ApiProblem && query.error.status === 404) return <NotFoundPage />;
  if (query.data === undefined) {
    return (
      <ErrorState
        title={text('import.not-loaded')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return <ImportContent item={query.data} />;
}

function ImportContent({ item }: { readonly item: ImportView }) {
  const name = importTitle(item);
  return (
    <>
      <FollowedImport item={item} />
      <Stack gap="xs">
        <Breadcrumbs aria-label={text('components.where-you-are')} component="nav">
          <Anchor component={Link} to={PATHS.bulkImport} size="sm">
            {text('bulk-import.title')}
          </Anchor>
          <Text size="sm" c="dimmed" className="lms-any-text">
            {name}
          </Text>
        </Breadcrumbs>
        <PageHeader title={name} description={<Origin item={item} />} actions={<Files item={item} />} />
      </Stack>
      <UndoLinks item={item} />
      <Corrections item={item} />
      {isUnapplied(item) ? <CheckContent item={item} /> : <ImportResults item={item} />}
    </>
  );
}

function Origin({ item }: { readonly item: ImportView }) {
  return richText(
    'import.origin',
    {
      initiator: () => <Initiator item={item} />,
      created: () => <Time instant={item.createdAt} />,
      updated: () => <Time instant={item.lastUpdated} />,
    },
    { type: typeName(item.type) },
  );
}

function Files({ item }: { readonly item: ImportView }) {
  const { links } = item;
  const errors = errorFileAddress(item);
  return (
    <Group gap="md">
      {links.results && !isUnapplied(item) && item.completedAt && (
        <FileLink address={links.results}>{text('import.download-results')}</FileLink>
      )}
      {/* What a check would make is offered beside its reasons. */}
      {errors && !isUnapplied(item) && <FileLink address={errors}>{text('imports.error-file')}</FileLink>}
      {links.original && <FileLink address={links.original}>{text('import.original-file')}</FileLink>}
      <Anchor component={Link} to={auditPath(item.id)}>
        {text('import.audit')}
      </Anchor>
    </Group>
  );
}

function FileLink({ address, children }: { readonly address: string; readonly children: string }) {
  return (
    <Anchor href={address} download style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <DownloadIcon size={16} />
      {children}
    </Anchor>
  );
}
