import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { importFailuresQuery, isRunning } from '../api/imports.ts';
import type { FailedRow, FailureReason, ImportView } from '../api/types.ts';
import { formatNumber } from './format.ts';
import classes from './import-details.module.css';
import { ErrorState, LoadingRows } from './states.tsx';

/** Why rows of an import failed: the most frequent reasons, and the first rows. */
export function ImportDetails({ item }: { readonly item: ImportView }) {
  const failures = useQuery(importFailuresQuery(item));
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
  const { reasons, rows } = failures.data;
  return (
    <div className={classes['details']}>
      <Reasons reasons={reasons} />
      <FirstRows rows={rows} item={item} />
    </div>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly FailureReason[] }) {
  const most = Math.max(1, ...reasons.map((reason) => reason.count));
  return (
    <section>
      <Title order={3} size="sm" mb="sm">
        Most frequent reasons
      </Title>
      <ul>
        {reasons.map((reason) => (
          <li key={`${reason.code} ${reason.columns.join()}`} className={classes['reason']}>
            <span className={classes['count']}>{formatNumber(reason.count)}</span>
            <span>
              <strong>{nameOf(reason)}</strong>
              <Text size="sm" c="dimmed">
                For example: {reason.message}
              </Text>
              <div
                className={classes['bar']}
                style={{ width: `${(100 * reason.count) / most}%` }}
                aria-hidden="true"
              />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `unknown-course-type` of Course Type: “Course Type: unknown course type”. */
function nameOf({ code, columns }: FailureReason): string {
  const words = code.replaceAll('-', ' ');
  return columns.length === 0
    ? words.charAt(0).toUpperCase() + words.slice(1)
    : `${columns.join(', ')}: ${words}`;
}

function FirstRows({ rows, item }: { readonly rows: readonly FailedRow[]; readonly item: ImportView }) {
  return (
    <section>
      <Title order={3} size="sm" mb="sm">
        First failed rows
      </Title>
      <ul>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: records of a feed may have no number
          <li key={index} className={classes['reason']}>
            <Text component="span" inherit c="dimmed" ta="end">
              {row.rowNumber === null ? '–' : `Row ${formatNumber(row.rowNumber)}`}
            </Text>
            <span>{row.errors}</span>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mt="sm">
        {moreAbout(item)}{' '}
        {item.links.errors && (
          <Anchor href={item.links.errors} download inherit underline="always">
            Download the error file
          </Anchor>
        )}
      </Text>
    </section>
  );
}

function moreAbout(item: ImportView): string {
  if (item.links.errors !== null) return 'Every failed row and its reasons:';
  return isRunning(item) ? 'The error file is made when the import is complete.' : '';
}
