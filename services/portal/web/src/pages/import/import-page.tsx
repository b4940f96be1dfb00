import { Anchor, Breadcrumbs, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../../api/client.ts';
import { importQuery, isUnapplied } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { PATHS } from '../../app/paths.ts';
import { Figures } from '../../components/figures.tsx';
import { DownloadIcon } from '../../components/icons.tsx';
import { ImportDetails } from '../../components/import-details.tsx';
import { ImportStatusCell } from '../../components/import-status-cell.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { TYPE_NAMES } from '../../components/type-names.ts';
import { Warnings } from '../../components/warnings.tsx';
import { NotFoundPage } from '../../frame/not-found-page.tsx';
import { FollowedImport } from '../../imports-live/followed-import.tsx';
import { CheckContent } from './check/check-content.tsx';
import { Corrections } from './corrections.tsx';
import { ReadDatesAgain } from './read-dates-again.tsx';
import { UsedSettings } from './used-settings.tsx';

/** One import, for links from records and from later uploads of the same file. */
export function ImportPage() {
  const { importId = '' } = useParams();
  const query = useQuery(importQuery(useQueryClient(), importId));
  if (query.isPending) return <LoadingRows label="Loading the import" />;
  // Also of one that was shown until it was discarded.
  if (query.error instanceof ApiProblem && query.error.status === 404) return <NotFoundPage />;
  if (query.data === undefined) {
    return (
      <ErrorState
        title="The import could not be loaded"
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return <ImportContent item={query.data} />;
}

function ImportContent({ item }: { readonly item: ImportView }) {
  const name = item.fileName ?? `Feed of ${item.type}`;
  return (
    <>
      <FollowedImport item={item} />
      <Stack gap="xs">
        <Breadcrumbs aria-label="Where you are" component="nav">
          <Anchor component={Link} to={PATHS.bulkImport} size="sm">
            Bulk Import
          </Anchor>
          <Text size="sm" c="dimmed" className="lms-any-text">
            {name}
          </Text>
        </Breadcrumbs>
        <PageHeader title={name} description={<Origin item={item} />} actions={<Files item={item} />} />
      </Stack>
      <Corrections item={item} />
      {isUnapplied(item) ? <CheckContent item={item} /> : <Results item={item} />}
    </>
  );
}

/** What has become of the rows. */
function Results({ item }: { readonly item: ImportView }) {
  return (
    <>
      <ImportStatusCell item={item} />
      <Figures
        label="Counts"
        figures={[
          { name: 'Total', value: item.total },
          { name: 'Successes', value: item.successes, tone: 'good' },
          { name: 'Failures', value: item.failures, tone: 'bad' },
          ...(item.missing === undefined
            ? []
            : [{ name: 'Never came', value: item.missing, tone: 'warning' as const }]),
          ...(item.unknown === undefined
            ? []
            : [{ name: 'Unknown', value: item.unknown, tone: 'warning' as const }]),
        ]}
      />
      <Warnings warnings={item.warnings} />
      <ReadDatesAgain item={item} />
      <UsedSettings item={item} />
      {item.failures > 0 && (
        <Paper component="section" aria-labelledby="failures-title" p={0}>
          <Title order={2} size="h3" id="failures-title" p="md" pb={0}>
            Failures
          </Title>
          <ImportDetails item={item} />
        </Paper>
      )}
    </>
  );
}

function Origin({ item }: { readonly item: ImportView }) {
  return (
    <>
      {TYPE_NAMES[item.type]} · initiated by <span className="lms-any-text">{item.initiatedBy}</span> on{' '}
      <Time instant={item.createdAt} /> · last updated <Time instant={item.lastUpdated} />
    </>
  );
}

function Files({ item }: { readonly item: ImportView }) {
  const { links } = item;
  return (
    <Group gap="md">
      {/* What a check would make is offered beside its reasons. */}
      {links.errors && !isUnapplied(item) && <FileLink address={links.errors}>Error file</FileLink>}
      {links.original && <FileLink address={links.original}>Original file</FileLink>}
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
