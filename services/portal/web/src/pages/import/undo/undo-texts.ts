import type { ImportView, UndoPreview } from '../../../api/types.ts';
import { formatCount, formatDateTime } from '../../../components/format.ts';

export type UndoCounts = Pick<UndoPreview, 'restored' | 'removed' | 'stayed'>;

/** What an undo will do, a sentence for each thing. */
export function describeUndo({ restored, removed, stayed }: UndoCounts, type: ImportView['type']): string[] {
  const sentences: string[] = [];
  if (restored > 0) {
    sentences.push(
      `${formatCount(restored, 'record gets', 'records get')} back what ${restored === 1 ? 'it' : 'they'} had before.`,
    );
  }
  if (removed > 0) {
    const why = type === 'courses' ? ', since there was none before' : '';
    sentences.push(`${formatCount(removed, 'record is', 'records are')} removed${why}.`);
  }
  if (stayed > 0) {
    sentences.push(
      `${formatCount(stayed, 'record stays as it is', 'records stay as they are')}, since a later import has changed ${stayed === 1 ? 'it' : 'them'}.`,
    );
  }
  return sentences.length === 0 ? ['No record is as this import wrote it, so none changes.'] : sentences;
}

const REFUSALS: Readonly<Record<string, string>> = {
  'already-undone': 'This import has been undone already.',
  forbidden: 'In your organization, other people than you may undo imports.',
  'not-finished': 'It can be undone when it has finished.',
  'undo-period-over': 'The time in which it could be undone is over.',
};

/** Why an import cannot be undone, in words for the reader. */
export function describeRefusal(
  { source }: Pick<ImportView, 'source'>,
  { refusal, until }: Pick<UndoPreview, 'refusal' | 'until'>,
): string {
  if (refusal === 'undo-period-over' && until !== null)
    return `It could be undone until ${formatDateTime(until)}.`;
  if (refusal === 'not-undoable' && source === 'feed') {
    return 'The entry of a running feed cannot be undone as a whole. Its records can be, one by one, from each person’s profile.';
  }
  return REFUSALS[refusal ?? ''] ?? 'This import cannot be undone.';
}
