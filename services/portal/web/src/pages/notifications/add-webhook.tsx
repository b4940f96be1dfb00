import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { WEBHOOK_EVENT_TYPES } from '#shared/events/event-types.ts';
import { createWebhook, refreshDeliveries, type WebhookWithSecret } from '../../api/notifications.ts';
import { describeError } from '../../components/states.tsx';
import { text } from '../../texts/texts.ts';
import { eventText } from './event-texts.ts';

const ALL: string[] = [...WEBHOOK_EVENT_TYPES];

export function AddWebhook({
  opened,
  onClose,
  onMade,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onMade: (made: WebhookWithSecret) => void;
}) {
  return (
    <Modal opened={opened} onClose={onClose} title={text('notifications.webhooks.add')} centered>
      {opened && <WebhookForm onClose={onClose} onMade={onMade} />}
    </Modal>
  );
}

function WebhookForm({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (made: WebhookWithSecret) => void;
}) {
  const client = useQueryClient();
  const [url, setUrl] = useState('');
  const [types, setTypes] = useState(ALL);
  const create = useMutation({
    mutationFn: () => createWebhook(url, types),
    onSuccess: async (made) => {
      onClose();
      onMade(made);
      await refreshDeliveries(client);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={text('notifications.add.address')}
          description={text('notifications.add.address-about')}
          placeholder="https://hooks.example.com/training"
          type="url"
          required
          data-autofocus
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          error={create.isError ? describeError(create.error) : undefined}
        />
        <Checkbox.Group label={text('notifications.add.events')} value={types} onChange={setTypes}>
          <Stack gap="xs" mt="xs">
            {WEBHOOK_EVENT_TYPES.map((type) => (
              <Checkbox key={type} value={type} label={eventText(type)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text('components.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={types.length === 0}>
            {text('notifications.add.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
