import type { NoticeView } from '../api/notifications.ts';
import type { ImportStatusText } from '../api/types.ts';
import { importPath, PATHS } from '../app/paths.ts';
import type { Tone } from '../components/tone.ts';
import { text } from '../texts/texts.ts';

export interface NoticeText {
  readonly title: string;
  /** without a full stop at its end */
  readonly body: string;
  readonly tone: Tone;
  /** Where to see more. */
  readonly path: string;
}

/** A notice in words. */
export function noticeText({ type, data, importId }: NoticeView): NoticeText {
  const kind = textIn(data['type']);
  const name = textIn(data['fileName']) || text('components.feed-of', { type: kind });
  const path = importPath(textIn(data['undoId']) || (importId ?? ''));
  const [failures, successes] = [Number(data['failures']), Number(data['successes'])];
  switch (type) {
    case 'import.completed': {
      const status = endIn(data['status']);
      return {
        title: text('notices.import-ended', { name, status: text(`imports.status.${status}`) }),
        body: text('components.outcome', { successes, failures }),
        tone: TONES[status],
        path,
      };
    }
    case 'import.needs_approval':
      return {
        title: text('notices.import-needs-approval', { name }),
        body: text('notices.would-overwrite', { count: Number(data['overwritten']) }),
        tone: 'warning',
        path,
      };
    case 'import.undone':
      return {
        title: text('notices.import-undone', { name }),
        body: text('notices.taken-back', {
          restored: Number(data['restored']),
          removed: Number(data['removed']),
        }),
        tone: 'info',
        path,
      };
    case 'feed.failed_rows':
      return {
        title: text('notices.feed-fails', { type: kind }),
        body: text('notices.failures-so-far', { count: failures }),
        tone: 'bad',
        path,
      };
    case 'webhook.paused':
      return {
        title: text('notices.webhook-paused', { host: textIn(data['host']) }),
        body: text(
          data['because'] === 'gone' ? 'notices.webhook-paused.gone' : 'notices.webhook-paused.failing',
        ),
        tone: 'bad',
        path: PATHS.notifications,
      };
  }
}

type End = Extract<ImportStatusText, 'Complete' | 'Complete but with errors' | 'Cancelled'>;

const TONES: Readonly<Record<End, Tone>> = {
  Complete: 'good',
  'Complete but with errors': 'warning',
  Cancelled: 'neutral',
};

function endIn(status: unknown): End {
  return status === 'Complete' || status === 'Cancelled' ? status : 'Complete but with errors';
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
