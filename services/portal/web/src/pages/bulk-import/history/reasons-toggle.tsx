import { Anchor, VisuallyHidden } from '@mantine/core';
import type { ImportView } from '../../../api/types.ts';
import { formatNumber } from '../../../components/format.ts';
import { ChevronIcon } from '../../../components/icons.tsx';
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
      title={expanded ? 'Hide the reasons' : 'Show the reasons'}
    >
      <ChevronIcon size={14} />
      {formatNumber(item.failures)}
      <VisuallyHidden>
        {' '}
        failures of {item.fileName ?? 'this import'}: {expanded ? 'hide' : 'show'} the reasons
      </VisuallyHidden>
    </Anchor>
  );
}
