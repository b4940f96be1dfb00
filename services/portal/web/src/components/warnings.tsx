import { List } from '@mantine/core';
import type { Warning } from '#shared/csv/inspection/inspection.ts';
import { Notice } from './notice.tsx';

/** What is worth saying of a file, though it can be imported or was. */
export function Warnings({ warnings }: { readonly warnings: readonly Pick<Warning, 'message'>[] }) {
  if (warnings.length === 0) return null;
  const title =
    warnings.length === 1 ? 'One thing to know about this file' : 'Things to know about this file';
  return (
    <Notice tone="warning" title={title}>
      <List size="sm" className="lms-any-text">
        {warnings.map(({ message }) => (
          <List.Item key={message}>{message}</List.Item>
        ))}
      </List>
    </Notice>
  );
}
