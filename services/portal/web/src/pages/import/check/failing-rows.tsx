import { Anchor, Group, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { errorFileAddress } from '../../../api/downloads.ts';
import { importFailuresQuery } from '../../../api/imports.ts';
import type { CheckView, ImportView } from '../../../api/types.ts';
import { FailureReasons } from '../../../components/failure-reasons.tsx';
import { DownloadIcon } from '../../../components/icons.tsx';
import { ErrorState, LoadingRows } from '../../../components/states.tsx';
import { text } from '../../../texts/texts.ts';
import classes from './check.module.css';

/** The rows that would fail, by their causes. */
export function FailingRows({ item, check }: { readonly item: ImportView; readonly check: CheckView }) {
  if (check.failed === 0) return null;
  const errors = errorFileAddress(item);
  return (
    <Paper component="section" aria-labelledby="failing-title" p={{ base: 'md', sm: 'lg' }}>
      <Group justify="space-between" gap="xs" mb="sm">
        <Title order={2} size="h3" id="failing-title">
          {text('check.failing-rows', { count: check.failed })}
        </Title>
        {errors && (
          <Anchor href={errors} download size="sm" className={classes['download'] ?? ''}>
            <DownloadIcon size={16} />
            {text('check.error-file')}
          </Anchor>
        )}
      </Group>
      <Reasons item={item} />
      <Text size="sm" c="dimmed" mt="sm">
        {text('check.failing-rows-advice')}
      </Text>
    </Paper>
  );
}

function Reasons({ item }: { readonly item: ImportView }) {
  const failures = useQuery(importFailuresQuery(item));
  if (failures.isPending) return <LoadingRows rows={3} label={text('components.reasons.loading')} />;
  if (failures.data === undefined) {
    return (
      <ErrorState
        title={text('components.reasons.not-loaded')}
        error={failures.error}
        onRetry={() => void failures.refetch()}
      />
    );
  }
  return <FailureReasons item={item} reasons={failures.data.reasons} />;
}
