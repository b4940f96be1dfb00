import { Anchor } from '@mantine/core';
import type { ImportView } from '../../../api/types.ts';
import { hidden } from '../../../components/hidden.tsx';
import { ChevronIcon } from '../../../components/icons.tsx';
import { namedFile } from '../../../components/named-file.ts';
import { richText, text } from '../../../texts/texts.ts';
import classes from './history.module.css';

/** The number of failures; unfolds their reasons. */
export function ReasonsToggle({
  item,
  expanded,
  onToggle,
}: {
  readonly item: ImportView;
  readonly expanded: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <Anchor
      component="button"
      type="button"
      inherit
      c="var(--lms-bad)"
      className={classes['reasonsToggle'] ?? ''}
      aria-expanded={expanded}
      onClick={onToggle}
      title={text(expanded ? 'bulk-import.hide-reasons' : 'bulk-import.show-reasons')}
    >
      <ChevronIcon size={14} />
      {richText(
        expanded ? 'bulk-import.failures-hide-reasons' : 'bulk-import.failures-show-reasons',
        { hidden },
        { count: item.failures, ...namedFile(item) },
      )}
    </Anchor>
  );
}
