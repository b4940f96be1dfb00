import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { errorFileAddress } from '../api/downloads.ts';
import { importFailuresQuery, isRunning } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { FailureReasons } from './failure-reasons.tsx';
import classes from './import-details.module.css';
import { ErrorState, LoadingRows } from './states.tsx';

/** Why rows of an import failed, or would fail: the most frequent reasons, each with its rows. */
export function ImportDetails({ item }: { readonly item: ImportView }) {
  const failures = useQuery(importFailuresQuery(item));
  const errors = errorFileAddress(item);
  if (failures.isPending) {
    return (
      <div className={classes['details']}>
        <LoadingRows rows={3} label="Loading the reasons" />
      </div>
    );
  }
  if (failures.data === undefined) {
    return (
      <div className={classes['details']}>
        <ErrorState
          title="The reasons could not be loaded"
          error={failures.error}
          onRetry={() => void failures.refetch()}
        />
      </div>
    );
  }
  return (
    <div className={classes['details']}>
      <Title order={3} size="sm">
        Most frequent reasons
      </Title>
      <FailureReasons item={item} reasons={failures.data.reasons} />
      <Text size="sm" c="dimmed">
        {moreAbout(item)}{' '}
        {errors && (
          <Anchor href={errors} download inherit underline="always">
            Download the error file
          </Anchor>
        )}
      </Text>
    </div>
  );
}

function moreAbout(item: ImportView): string {
  if (item.links.errors !== null) return 'Every failed row and its reasons:';
  return isRunning(item) ? 'The error file is made when the import is complete.' : '';
}
