import { List } from '@mantine/core';
import type { Warning } from '#shared/csv/inspection/inspection.ts';
import { text } from '../texts/texts.ts';
import { Notice } from './notice.tsx';

/** What is worth saying of a file, though it can be imported or was. */
export function Warnings({ warnings }: { readonly warnings: readonly Pick<Warning, 'message'>[] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warning" title={text('components.warnings', { count: warnings.length })}>
      <List size="sm" className="lms-any-text">
        {warnings.map(({ message }) => (
          <List.Item key={message}>{message}</List.Item>
        ))}
      </List>
    </Notice>
  );
}
