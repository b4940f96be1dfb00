import { Button, EmptyState, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';
import { text } from '../texts/texts.ts';
import { Notice } from './notice.tsx';

/** The outline of a list that is being fetched, about as tall as the list will be. */
export function LoadingRows({ rows = 6, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <Stack gap="xs" aria-busy="true">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity
        <Skeleton key={row} height={44} radius="sm" />
      ))}
    </Stack>
  );
}

export function EmptyList({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <EmptyState icon={icon} title={title} description={children} withIndicatorBackground py="xl">
      {action && <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  );
}

export function ErrorState({
  title,
  error,
  onRetry,
}: {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}) {
  return (
    <Notice tone="bad" title={title} alert>
      <Stack gap="sm" align="flex-start">
        {describeError(error)}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {text('components.try-again')}
          </Button>
        )}
      </Stack>
    </Notice>
  );
}

/** What went wrong, in words for the reader. */
export function describeError(error: unknown): string {
  if (!(error instanceof ApiProblem)) return text('components.error.unexpected');
  if (error.code === 'unauthenticated') return text('components.error.signed-out');
  if (error.status === 0) return text('components.error.not-reached');
  if (error.status === 429) return text('components.error.too-much');
  if (error.status >= 500) return text('components.error.part-unavailable');
  return error.message;
}
