import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

/** What a message has in `<hidden>`: said by screen readers, and not shown. */
export function hidden(parts: ReactNode): ReactNode {
  return <VisuallyHidden>{parts}</VisuallyHidden>;
}
