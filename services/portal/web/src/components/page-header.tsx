import { Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { text } from '../texts/texts.ts';

/** A page's heading; also the title of the browser's tab and what a screen reader is led to on a new page. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
}) {
  useDocumentTitle(text('components.document-title', { title }));
  return (
    <Group justify="space-between" align="flex-end" gap="md">
      <Stack gap={4} flex="1 1 20rem">
        <Title order={1} size="h2" id="page-title" tabIndex={-1} style={{ outline: 'none' }}>
          {title}
        </Title>
        {description && (
          <Text c="dimmed" maw="56rem">
            {description}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
