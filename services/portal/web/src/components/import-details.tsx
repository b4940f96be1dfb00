import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { errorFileAddress } from '../api/downloads.ts';
import { importFailuresQuery, isRunning } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { richText, text } from '../texts/texts.ts';
import { FailureReasons } from './failure-reasons.tsx';
import classes from './import-details.module.css';
import { ErrorState, LoadingRows } from './states.tsx';

/** Why rows of an import failed, or would fail: the most frequent reasons, each with its rows. */
export function ImportDetails({ item }: { readonly item: ImportView }) {
  const failures = useQuery(importFailuresQuery(item));
  if (failures.isPending) {
    return (
      <div className={classes['details']}>
        <LoadingRows rows={3} label={text('components.reasons.loading')} />
      </div>
    );
  }
  if (failures.data === undefined) {
    return (
      <div className={classes['details']}>
        <ErrorState
          title={text('components.reasons.not-loaded')}
          error={failures.error}
          onRetry={() => void failures.refetch()}
        />
      </div>
    );
  }
  return (
    <div className={classes['details']}>
      <Title order={3} size="sm">
        {text('components.reasons')}
      </Title>
      <FailureReasons item={item} reasons={failures.data.reasons} />
      <Text size="sm" c="dimmed">
        {moreAbout(item)}
      </Text>
    </div>
  );
}

function moreAbout(item: ImportView): ReactNode {
  const errors = errorFileAddress(item);
  if (errors === undefined) return isRunning(item) ? text('components.reasons.no-error-file-yet') : '';
  return richText('components.reasons.error-file', {
    link: (parts) => (
      <Anchor href={errors} download inherit underline="always">
        {parts}
      </Anchor>
    ),
  });
}
