import { Progress } from '@mantine/core';
import { accountedFor, isCancellable, isRunning } from '../api/imports.ts';
import type { ImportStatusText, ImportView } from '../api/types.ts';
import { CancelImport } from './cancel-import.tsx';
import { formatPercent } from './format.ts';
import classes from './import-status.module.css';
import { Pill, type Tone } from './pill.tsx';
import { Clock } from './time.tsx';

const TONES: Readonly<Record<ImportStatusText, Tone>> = {
  'In progress': 'info',
  Complete: 'good',
  'Complete but with errors': 'warning',
  Cancelled: 'neutral',
  Checking: 'info',
  'Ready to import': 'info',
  'Needs settings': 'warning',
  'Needs approval': 'warning',
  Discarded: 'neutral',
};

/** An import's status; while it runs, how far it is and the way to cancel it. */
export function ImportStatusCell({ item }: { readonly item: ImportView }) {
  return (
    <div className={classes['status']}>
      <Pill tone={TONES[item.status]}>{item.status}</Pill>
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
        {isCancellable(item) ? (
          <>
            <span>{item.total === null ? 'Receiving' : formatPercent(Math.floor(done * 100) / 100)}</span>
            <CancelImport item={item} />
          </>
        ) : (
          <EndOfDay instant={item.createdAt} />
        )}
      </span>
    </>
  );
}

/** When a feed's entry of the day ends: at midnight UTC, which is another hour for most readers. */
function EndOfDay({ instant }: { readonly instant: string }) {
  const end = new Date(instant);
  end.setUTCHours(24, 0, 0, 0);
  return (
    <span>
      Receiving until <Clock instant={end.toISOString()} />
    </span>
  );
}
