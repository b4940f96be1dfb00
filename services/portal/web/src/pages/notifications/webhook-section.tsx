import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type WebhookView, type WebhookWithSecret, webhooksQuery } from '../../api/notifications.ts';
import { Pill } from '../../components/pill.tsx';
import { ErrorState, LoadingRows } from '../../components/states.tsx';
import { Time } from '../../components/time.tsx';
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
          Webhooks
        </Title>
        <Button
          variant="default"
          onClick={dialog.open}
          disabled={items === undefined || items.length >= MAX_WEBHOOKS}
        >
          Add a webhook
        </Button>
      </Group>
      {webhooks.isPending && <LoadingRows rows={2} label="Loading the webhooks" />}
      {webhooks.isError && items === undefined && (
        <ErrorState
          title="The webhooks could not be loaded"
          error={webhooks.error}
          onRetry={() => void webhooks.refetch()}
        />
      )}
      {items?.length === 0 && (
        <Text c="dimmed">
          There are none. A webhook is an address of your own that gets a signed message when an import ends.
        </Text>
      )}
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
          {item.types.map(eventText).join(', ')}. Added by {item.createdBy}.
        </Text>
        {item.previousSecretUntil !== null && (
          <Text size="sm" c="dimmed">
            The secret before is used beside the new one until <Time instant={item.previousSecretUntil} />.
          </Text>
        )}
      </Stack>
      <WebhookActions item={item} onSecret={onSecret} />
    </Group>
  );
}

function State({ item: { state, pausedBecause, failingSince } }: { readonly item: WebhookView }) {
  if (state === 'active') {
    if (failingSince === null) return <Pill tone="good">Active</Pill>;
    return (
      <Pill tone="warning">
        Failing since <Time instant={failingSince} />
      </Pill>
    );
  }
  if (pausedBecause === 'failing') return <Pill tone="bad">Paused after a day of failures</Pill>;
  return pausedBecause === 'gone' ? (
    <Pill tone="bad">Paused: its receiver is gone</Pill>
  ) : (
    <Pill tone="neutral">Paused</Pill>
  );
}
