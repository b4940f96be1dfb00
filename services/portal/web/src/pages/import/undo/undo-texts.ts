import type { ImportView, UndoPreview } from '../../../api/types.ts';
import { formatDateTime } from '../../../components/format.ts';
import { text } from '../../../texts/texts.ts';

export type UndoCounts = Pick<UndoPreview, 'restored' | 'removed' | 'stayed'>;

/** What an undo will do, a sentence for each thing. */
export function describeUndo({ restored, removed, stayed }: UndoCounts, type: ImportView['type']): string[] {
  const sentences: string[] = [];
  if (restored > 0) sentences.push(text('undo.restores', { count: restored }));
  if (removed > 0) {
    sentences.push(text(type === 'courses' ? 'undo.removes-courses' : 'undo.removes', { count: removed }));
  }
  if (stayed > 0) sentences.push(text('undo.leaves', { count: stayed }));
  return sentences.length === 0 ? [text('undo.changes-nothing')] : sentences;
}

type Refusal = 'already-undone' | 'forbidden' | 'not-finished' | 'undo-period-over';

const REFUSALS: ReadonlyMap<string | null, `undo.refused.${Refusal}`> = new Map([
  ['already-undone', 'undo.refused.already-undone'],
  ['forbidden', 'undo.refused.forbidden'],
  ['not-finished', 'undo.refused.not-finished'],
  ['undo-period-over', 'undo.refused.undo-period-over'],
]);

/** Why an import cannot be undone, in words for the reader. */
export function describeRefusal(
  { source }: Pick<ImportView, 'source'>,
  { refusal, until }: Pick<UndoPreview, 'refusal' | 'until'>,
): string {
  if (refusal === 'undo-period-over' && until !== null)
    return text('undo.refused-since', { time: formatDateTime(until) });
  if (refusal === 'not-undoable' && source === 'feed') return text('undo.refused-feed');
  return text(REFUSALS.get(refusal) ?? 'undo.refused');
}
