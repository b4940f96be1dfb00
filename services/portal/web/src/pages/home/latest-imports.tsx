import { Anchor, Button, Group, Paper, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { importListQuery, isUnapplied } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { importPath, PATHS } from '../../app/paths.ts';
import { formatCount } from '../../components/format.ts';
import { ImportStatusCell } from '../../components/import-status-cell.tsx';
import { importTitle } from '../../components/import-title.ts';
import { Initiator } from '../../components/initiator.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { typeName } from '../../components/type-names.ts';
import { FollowedImport } from '../../imports-live/followed-import.tsx';
import classes from './overview.module.css';

const SHOWN = 5;

export function LatestImports() {
  return (
    <Paper component="section" aria-labelledby="latest-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="latest-title">
          Latest imports
        </Title>
        <Button component={Link} to={PATHS.bulkImport} size="xs" variant="light">
          Bulk Import
        </Button>
      </Group>
      <LatestImportsList />
    </Paper>
  );
}

function LatestImportsList() {
  const client = useQueryClient();
  const imports = useQuery(importListQuery(client, { filters: {}, limit: SHOWN, cursor: null }));
  if (imports.isPending) return <LoadingRows rows={SHOWN} label="Loading the latest imports" />;
  if (imports.data === undefined) {
    return (
      <ErrorState
        title="The imports could not be loaded"
        error={imports.error}
        onRetry={() => void imports.refetch()}
      />
    );
  }
  const { items } = imports.data;
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing has been imported yet. Bring your training history in with Bulk Import.
      </Text>
    );
  }
  return (
    <ul className={classes['list']}>
      {items.map((item) => (
        <LatestImport key={item.id} item={item} />
      ))}
    </ul>
  );
}

function LatestImport({ item }: { readonly item: ImportView }) {
  return (
    <li className={classes['importRow']}>
      <FollowedImport item={item} />
      <div className={classes['importName']}>
        <Anchor component={Link} to={importPath(item.id)} inherit fw={500} className="lms-any-text">
          {importTitle(item)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {typeName(item.type)} · <Initiator item={item} /> · <Time instant={item.lastUpdated} />
        </Text>
        <Text size="xs" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {isUnapplied(item)
            ? `${formatCount(item.total ?? 0, 'row', 'rows')}, not imported yet`
            : `${formatCount(item.successes, 'success', 'successes')}, ${formatCount(item.failures, 'failure', 'failures')}`}
        </Text>
      </div>
      <ImportStatusCell item={item} />
    </li>
  );
}
