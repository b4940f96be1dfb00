import { Anchor, Button, Group, Paper, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { importListQuery, isUnapplied } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { importPath, PATHS } from '../../app/paths.ts';
import { ImportStatusCell } from '../../components/import-status-cell.tsx';
import { importTitle } from '../../components/import-title.ts';
import { Initiator } from '../../components/initiator.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { typeName } from '../../components/type-names.ts';
import { FollowedImport } from '../../imports-live/followed-import.tsx';
import { text } from '../../texts/texts.ts';
import classes from './overview.module.css';

const SHOWN = 5;

export function LatestImports() {
  return (
    <Paper component="section" aria-labelledby="latest-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3" id="latest-title">
          {text('home.latest-imports')}
        </Title>
        <Button component={Link} to={PATHS.bulkImport} size="xs" variant="light">
          {text('home.bulk-import')}
        </Button>
      </Group>
      <LatestImportsList />
    </Paper>
  );
}

function LatestImportsList() {
  const client = useQueryClient();
  const imports = useQuery(importListQuery(client, { filters: {}, limit: SHOWN, cursor: null }));
  if (imports.isPending) return <LoadingRows rows={SHOWN} label={text('home.latest-imports.loading')} />;
  if (imports.data === undefined) {
    return (
      <ErrorState
        title={text('home.latest-imports.not-loaded')}
        error={imports.error}
        onRetry={() => void imports.refetch()}
      />
    );
  }
  const { items } = imports.data;
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text('home.latest-imports.none')}
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
            ? text('home.not-imported-yet', { count: item.total ?? 0 })
            : text('components.outcome', { successes: item.successes, failures: item.failures })}
        </Text>
      </div>
      <ImportStatusCell item={item} />
    </li>
  );
}
