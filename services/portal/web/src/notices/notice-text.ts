import type { NoticeView } from '../api/notifications.ts';
import { importPath, PATHS } from '../app/paths.ts';
import { formatCount } from '../components/format.ts';
import type { Tone } from '../components/tone.ts';

export interface NoticeText {
  readonly title: string;
  readonly body: string;
  readonly tone: Tone;
  /** Where to see more. */
  readonly path: string;
}

/** A notice in words. */
export function noticeText({ type, data, importId }: NoticeView): NoticeText {
  const name = text(data['fileName']) || `Feed of ${text(data['type'])}`;
  const path = importPath(text(data['undoId']) || (importId ?? ''));
  switch (type) {
    case 'import.completed':
      return {
        title: `${name}: ${text(data['status'])}`,
        body: `${formatCount(Number(data['successes']), 'success', 'successes')}, ${formatCount(Number(data['failures']), 'failure', 'failures')}`,
        tone: toneOf(text(data['status'])),
        path,
      };
    case 'import.needs_approval':
      return {
        title: `${name}: Needs approval`,
        body: `It would overwrite ${formatCount(Number(data['overwritten']), 'record', 'records')}.`,
        tone: 'warning',
        path,
      };
    case 'import.undone':
      return {
        title: `${name}: Undone`,
        body: `${formatCount(Number(data['restored']), 'record', 'records')} restored, ${formatCount(Number(data['removed']), 'record', 'records')} removed`,
        tone: 'info',
        path,
      };
    case 'feed.failed_rows':
      return {
        title: `Feed of ${text(data['type'])}: records fail`,
        body: `${formatCount(Number(data['failures']), 'failure', 'failures')} so far`,
        tone: 'bad',
        path,
      };
    case 'webhook.paused':
      return {
        title: `Webhook paused: ${text(data['host'])}`,
        body: data['because'] === 'gone' ? 'Its receiver says that it is gone.' : 'It has failed for a day.',
        tone: 'bad',
        path: PATHS.notifications,
      };
  }
}

function toneOf(status: string): Tone {
  if (status === 'Complete') return 'good';
  return status === 'Cancelled' ? 'neutral' : 'warning';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
