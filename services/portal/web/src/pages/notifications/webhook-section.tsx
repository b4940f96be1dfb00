import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type WebhookView, type WebhookWithSecret, webhooksQuery } from '../../api/notifications.ts';
import { Pill } from '../../components/pill.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
import { richText, text } from '../../texts/texts.ts';
import { AddWebhook } from './add-webhook.tsx';
import { eventText } from './event-texts.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { WebhookActions } from './webhook-actions.tsx';

/** As many as the interface lets a tenant have. */
const MAX_WEBHOOKS = 5;

export function WebhookSection() {
  const webhooks = useQuery(webhooksQuery);
  const [adding, dialog] = useDisclosure(false);
  const [secret, setSecret] = useState<string>();
  const items = webhooks.data?.items;
  const showSecret = (made: WebhookWithSecret): void => setSecret(made.secret);
  return (
    <Paper component="section" aria-labelledby="webhooks-title" p={{ base: 'md', sm: 'lg' }}>
      <Group justify="space-between" mb="md">
        <Title order={2} size="h3" id="webhooks-title">
          {text('notifications.webhooks')}
        </Title>
        <Button
          variant="default"
          onClick={dialog.open}
          disabled={items === undefined || items.length >= MAX_WEBHOOKS}
        >
          {text('notifications.webhooks.add')}
        </Button>
      </Group>
      {webhooks.isPending && <LoadingRows rows={2} label={text('notifications.webhooks.loading')} />}
      {webhooks.isError && items === undefined && (
        <ErrorState
          title={text('notifications.webhooks.not-loaded')}
          error={webhooks.error}
          onRetry={() => void webhooks.refetch()}
        />
      )}
      {items?.length === 0 && <Text c="dimmed">{text('notifications.webhooks.none')}</Text>}
      <Stack gap="lg">
        {items?.map((item) => (
          <Webhook key={item.id} item={item} onSecret={showSecret} />
        ))}
      </Stack>
      <AddWebhook opened={adding} onClose={dialog.close} onMade={showSecret} />
      <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />
    </Paper>
  );
}

function Webhook({
  item,
  onSecret,
}: {
  readonly item: WebhookView;
  readonly onSecret: (made: WebhookWithSecret) => void;
}) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Stack gap={4} flex="1 1 20rem">
        <Group gap="xs">
          <Text fw={500} className="lms-any-text">
            {item.url}
          </Text>
          <State item={item} />
        </Group>
        <Text size="sm" c="dimmed">
          {text('notifications.webhook.about', {
            events: item.types.map(eventText).join(', '),
            name: item.createdBy,
          })}
        </Text>
        {item.previousSecretUntil !== null && (
          <Text size="sm" c="dimmed">
            <SecretBefore until={item.previousSecretUntil} />
          </Text>
        )}
      </Stack>
      <WebhookActions item={item} onSecret={onSecret} />
    </Group>
  );
}

function SecretBefore({ until }: { readonly until: string }) {
  return richText('notifications.webhook.secret-before', { time: () => <Time instant={until} /> });
}

function State({ item: { state, pausedBecause, failingSince } }: { readonly item: WebhookView }) {
  if (state === 'active') {
    if (failingSince === null) return <Pill tone="good">{text('notifications.webhook.active')}</Pill>;
    return (
      <Pill tone="warning">
        {richText('notifications.webhook.failing-since', { time: () => <Time instant={failingSince} /> })}
      </Pill>
    );
  }
  if (pausedBecause === 'failing')
    return <Pill tone="bad">{text('notifications.webhook.paused-failing')}</Pill>;
  return pausedBecause === 'gone' ? (
    <Pill tone="bad">{text('notifications.webhook.paused-gone')}</Pill>
  ) : (
    <Pill tone="neutral">{text('notifications.webhook.paused')}</Pill>
  );
}
