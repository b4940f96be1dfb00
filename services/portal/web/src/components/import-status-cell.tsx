import { Badge, Progress } from '@mantine/core';
import { accountedFor, isRunning } from '../api/imports.ts';
import type { ImportStatus, ImportView } from '../api/types.ts';
import { CancelImport } from './cancel-import.tsx';
import { formatPercent } from './format.ts';
import classes from './import-status.module.css';

const COLORS: Readonly<Record<ImportStatus, string>> = {
  'In progress': 'harbor',
  Complete: 'teal',
  'Complete but with errors': 'orange',
  Cancelled: 'gray',
};

/** An import's status; while it runs, how far it is and the way to cancel it. */
export function ImportStatusCell({ item }: { readonly item: ImportView }) {
  return (
    <div className={classes['status']}>
      <Badge
        color={COLORS[item.status]}
        variant="light"
        tt="none"
        radius="sm"
        className={classes['badge'] ?? ''}
      >
        {item.status}
      </Badge>
      {isRunning(item) && <RunningImport item={item} />}
    </div>
  );
}

function RunningImport({ item }: { readonly item: ImportView }) {
  const done = item.total ? accountedFor(item) / item.total : 0;
  const name = item.fileName ?? 'the feed';
  return (
    <>
      {item.total !== null && (
        <Progress
          value={done * 100}
          aria-label={`Progress of ${name}`}
          className={classes['progress'] ?? ''}
          transitionDuration={200}
        />
      )}
      <span className={classes['line']}>
        <span>{item.total === null ? 'Running' : formatPercent(Math.floor(done * 100) / 100)}</span>
        <CancelImport item={item} />
      </span>
    </>
  );
}
