import { Anchor, Progress } from '@mantine/core';
import { Link } from 'react-router';
import { accountedFor, isCancellable, isRunning, isUnapplied } from '../api/imports.ts';
import type { ImportStatusText, ImportView } from '../api/types.ts';
import { importPath } from '../app/paths.ts';
import { richText, type TextId, text } from '../texts/texts.ts';
import { CancelImport } from './cancel-import.tsx';
import { describeDelay } from './delay-text.ts';
import { formatPercent } from './format.ts';
import { hidden } from './hidden.tsx';
import classes from './import-status.module.css';
import { importTitle } from './import-title.ts';
import { Pill } from './pill.tsx';
import { Clock } from './time.tsx';
import type { Tone } from './tone.ts';

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

/** What leads to an import that waits, or soon does, by what is to be done there. */
const CHECK_LINKS = {
  Checking: 'components.see-check',
  'Ready to import': 'components.see-check',
  'Needs settings': 'components.choose-settings',
  'Needs approval': 'components.see-and-approve',
} as const satisfies Partial<Record<ImportStatusText, TextId>>;

export function StatusPill({
  status,
  tone = TONES[status],
}: {
  readonly status: ImportStatusText;
  readonly tone?: Tone;
}) {
  return <Pill tone={tone}>{text(`imports.status.${status}`)}</Pill>;
}

/** Whether an import has ended without a single row that could be imported. */
export function isNothingImported({ status, successes, failures }: ImportView): boolean {
  return status === 'Complete but with errors' && successes === 0 && failures > 0;
}

/** An import's status; while it runs, how far it is and the way to cancel it; before it is applied, the way to its check. */
export function ImportStatusCell({ item }: { readonly item: ImportView }) {
  return (
    <div className={classes['status']}>
      {isNothingImported(item) ? (
        <>
          <StatusPill status={item.status} tone="bad" />
          <span className={classes['nothing']}>{text('components.nothing-imported')}</span>
        </>
      ) : (
        <StatusPill status={item.status} />
      )}
      {item.undoneBy !== null && <Undone item={item} undoneBy={item.undoneBy} />}
      {isRunning(item) && <RunningImport item={item} />}
      {isUnapplied(item) && <UnappliedImport item={item} />}
      {item.delayed !== null && <span className={classes['delayed']}>{describeDelay(item.delayed)}</span>}
    </div>
  );
}

function Undone({ item, undoneBy }: { readonly item: ImportView; readonly undoneBy: string }) {
  return (
    <span className={classes['undone']}>
      <Pill tone="neutral">{text('components.undone')}</Pill>
      <Anchor component={Link} to={importPath(undoneBy)} size="xs" underline="always">
        {richText('components.see-undo', { hidden }, { title: importTitle(item) })}
      </Anchor>
    </span>
  );
}

function UnappliedImport({ item }: { readonly item: ImportView }) {
  const name = item.fileName ?? text('components.file');
  return (
    <>
      {item.status === 'Checking' && (
        <ProgressBar item={item} label={text('components.progress-of-check', { name })} />
      )}
      <Anchor component={Link} to={importPath(item.id)} size="xs" underline="always">
        {isCheckLink(item.status) && richText(CHECK_LINKS[item.status], { hidden }, { name })}
      </Anchor>
    </>
  );
}

function isCheckLink(status: ImportStatusText): status is keyof typeof CHECK_LINKS {
  return Object.hasOwn(CHECK_LINKS, status);
}

function ProgressBar({ item, label }: { readonly item: ImportView; readonly label: string }) {
  return (
    <Progress
      value={shareOf(item) * 100}
      aria-label={label}
      className={classes['progress'] ?? ''}
      transitionDuration={200}
    />
  );
}

function shareOf(item: ImportView): number {
  return item.total ? accountedFor(item) / item.total : 0;
}

function RunningImport({ item }: { readonly item: ImportView }) {
  const done = shareOf(item);
  return (
    <>
      {item.total !== null && (
        <ProgressBar item={item} label={text('components.progress', { title: importTitle(item) })} />
      )}
      <span className={classes['line']}>
        {isCancellable(item) ? (
          <>
            <span>
              {item.total === null
                ? text('components.before-total', { source: item.source })
                : formatPercent(Math.floor(done * 100) / 100)}
            </span>
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
      {richText('components.receiving-until', { time: () => <Clock instant={end.toISOString()} /> })}
    </span>
  );
}
