import { Button, Container, Group, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ApiProblem } from '../api/client.ts';
import { text } from '../texts/texts.ts';
import { describeError } from './states.tsx';

/** So long a part that is being restarted is away at the most. */
const RETRY_MS = 10_000;

/** In place of all pages: what has happened while the LMS cannot be opened, and that it is tried again. */
export function Unavailable({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const retry = useRef(onRetry);
  retry.current = onRetry;
  useEffect(() => {
    const timer = setInterval(() => retry.current(), RETRY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Container size="xs" py={{ base: 'lg', sm: '12vh' }} component="main">
      <Group gap="sm" mb="lg" wrap="nowrap">
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <Text fw={650}>{text('components.lms')}</Text>
      </Group>
      <div role="alert">
        <Title order={1} size="h2" mb="xs">
          {titleOf(error)}
        </Title>
        <Text mb="md">
          {describeError(error)} {text('components.tries-again-by-itself')}
        </Text>
      </div>
      <Button onClick={onRetry}>{text('components.try-again')}</Button>
    </Container>
  );
}

function titleOf(error: unknown): string {
  if (error instanceof ApiProblem && error.status === 429) return text('components.one-moment');
  if (error instanceof ApiProblem && (error.status === 0 || error.status >= 500))
    return text('components.unavailable');
  return text('components.not-opened');
}
