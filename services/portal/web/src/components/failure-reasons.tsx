import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { failingRowsQuery } from '../api/imports.ts';
import type { FailingRow, FailureReason, ImportView } from '../api/types.ts';
import { text } from '../texts/texts.ts';
import classes from './failure-reasons.module.css';
import { ChevronIcon } from './icons.tsx';
import { describeLines } from './line-ranges.ts';
import { ErrorState, LoadingRows } from './states.tsx';

interface ReasonsProps {
  readonly item: ImportView;
  readonly reasons: readonly FailureReason[];
}

/** The reasons why rows failed, the most frequent first; each opens to its rows. */
export function FailureReasons({ item, reasons }: ReasonsProps) {
  const most = Math.max(1, ...reasons.map(({ count }) => count));
  return (
    <ul className={classes['reasons']}>
      {reasons.map((reason) => (
        <Reason key={reason.reason} item={item} reason={reason} share={reason.count / most} />
      ))}
    </ul>
  );
}

interface ReasonProps {
  readonly item: ImportView;
  readonly reason: FailureReason;
  /** of the most frequent reason's rows */
  readonly share: number;
}

function Reason({ item, reason, share }: ReasonProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const lines = describeLines(reason);
  return (
    <li className={classes['reason']}>
      <UnstyledButton
        className={classes['head'] ?? ''}
        onClick={() => setOpen(!isOpen)}
        aria-expanded={isOpen}
        aria-controls={id}
      >
        <span className={classes['arrow']} data-open={isOpen}>
          <ChevronIcon size={16} />
        </span>
        <span className={classes['title']}>{reason.title}</span>
        <span className={classes['amount']}>
          <span className={classes['track']} aria-hidden="true">
            <span style={{ width: `${100 * share}%` }} />
          </span>
          <span className={classes['count']}>{text('components.rows', { count: reason.count })}</span>
        </span>
      </UnstyledButton>
      <div className={classes['about']}>
        {lines !== '' && <Text size="sm">{lines}</Text>}
        {!isOpen && (
          <Text size="sm" c="dimmed" className="lms-any-text">
            {text('components.reasons.example', { message: reason.message })}
          </Text>
        )}
        <div id={id}>{isOpen && <RowsOfReason item={item} reason={reason} />}</div>
      </div>
    </li>
  );
}

const ROWS_PER_PAGE = 20;

function RowsOfReason({ item, reason }: Pick<ReasonProps, 'item' | 'reason'>) {
  /** The cursors of the pages up to this one; the first page has none. */
  const [trail, setTrail] = useState<readonly string[]>([]);
  const rows = useQuery(
    failingRowsQuery(item, {
      reason: reason.reason,
      limit: ROWS_PER_PAGE,
      cursor: trail.at(-1) ?? null,
    }),
  );
  if (rows.isPending) return <LoadingRows rows={3} label={text('components.reasons.loading-rows')} />;
  if (rows.data === undefined) {
    return (
      <ErrorState
        title={text('components.reasons.rows-not-loaded')}
        error={rows.error}
        onRetry={() => void rows.refetch()}
      />
    );
  }
  const { items, next } = rows.data;
  const pages = Math.max(trail.length + 1, Math.ceil(reason.count / ROWS_PER_PAGE));
  return (
    <>
      <ul
        className={classes['rows']}
        aria-label={text('components.reasons.rows', { reason: reason.title })}
        aria-busy={rows.isPlaceholderData}
      >
        {items.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: records of a feed may have no number
          <li key={index}>
            <span className={classes['line']}>{nameOf(row)}</span>
            <span className="lms-any-text">{messageOf(row, reason)}</span>
          </li>
        ))}
      </ul>
      {pages > 1 && (
        <Group
          component="nav"
          gap="xs"
          mt="xs"
          aria-label={text('components.reasons.pages', { reason: reason.title })}
        >
          <Button
            size="xs"
            variant="default"
            disabled={trail.length === 0}
            onClick={() => setTrail(trail.slice(0, -1))}
          >
            {text('components.previous')}
          </Button>
          <Text size="sm" c="dimmed">
            {text('components.page-of', { page: trail.length + 1, pages })}
          </Text>
          <Button
            size="xs"
            variant="default"
            disabled={next === null}
            onClick={() => next !== null && setTrail([...trail, next])}
          >
            {text('components.next')}
          </Button>
        </Group>
      )}
    </>
  );
}

/** The row that a spreadsheet shows; of a feed the number that its record was sent with. */
function nameOf({ line, rowNumber }: FailingRow): string {
  if (line !== null) return text('components.row', { row: line });
  return rowNumber === null ? '–' : text('components.record', { record: rowNumber });
}

function messageOf({ errors }: FailingRow, { code, columns }: FailureReason): string {
  const own = errors.find((error) => error.code === code && error.columns.join() === columns.join());
  return own?.message ?? errors.map(({ message }) => message).join('; ');
}
