import { Button, Stack } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';
import classes from './filter-bar.module.css';

/** The filters of a list; on a narrow window they are folded until they are wanted. */
export function FilterBar({
  label,
  active,
  onClear,
  children,
}: {
  readonly label: string;
  /** whether any filter is set */
  readonly active: boolean;
  readonly onClear: () => void;
  readonly children: ReactNode;
}) {
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const [opened, folding] = useDisclosure(active);
  const fields = (
    <search className={classes['filters']} aria-label={label}>
      {children}
      {active && (
        <Button variant="default" onClick={onClear}>
          {text('components.clear-filters')}
        </Button>
      )}
    </search>
  );
  if (!narrow) return fields;
  return (
    <Stack gap="sm">
      <Button variant="default" onClick={folding.toggle} aria-expanded={opened}>
        {text(opened ? 'components.hide-filters' : 'components.filter')}
      </Button>
      {opened && fields}
    </Stack>
  );
}
