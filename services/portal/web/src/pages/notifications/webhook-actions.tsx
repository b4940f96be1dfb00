import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  deleteWebhook,
  refreshDeliveries,
  rotateSecret,
  setWebhookState,
  testWebhook,
  type WebhookView,
  type WebhookWithSecret,
} from '../../api/notifications.ts';
import { hidden } from '../../components/hidden.tsx';
import { announce } from '../../components/live-region.tsx';
import { describeError } from '../../components/states.tsx';
import { richText, text } from '../../texts/texts.ts';

/** What can be done about a webhook. */
export function WebhookActions({
  item,
  onSecret,
}: {
  readonly item: WebhookView;
  readonly onSecret: (made: WebhookWithSecret) => void;
}) {
  const [asking, dialog] = useDisclosure(false);
  const { id, url } = item;
  const isActive = item.state === 'active';
  const pause = useAction(
    () => setWebhookState(id, isActive ? 'paused' : 'active'),
    text(isActive ? 'notifications.pause.done' : 'notifications.resume.done'),
  );
  const test = useAction(() => testWebhook(id), text('notifications.send-test.done'));
  const rotate = useAction(
    async () => onSecret(await rotateSecret(id)),
    text('notifications.new-secret.done'),
  );
  const remove = useAction(() => deleteWebhook(id), text('notifications.delete.done'));
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
        {richText(isActive ? 'notifications.pause' : 'notifications.resume', { hidden }, { url })}
      </Button>
      {isActive && (
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {richText('notifications.send-test', { hidden }, { url })}
        </Button>
      )}
      <Button size="xs" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
        {richText('notifications.new-secret', { hidden }, { url })}
      </Button>
      <Button size="xs" variant="default" onClick={dialog.open}>
        {richText('notifications.delete', { hidden }, { url })}
      </Button>
      <Modal opened={asking} onClose={dialog.close} title={text('notifications.delete.question')} centered>
        <Text size="sm" mb="md" className="lms-any-text">
          {text('notifications.delete.consequence', { url })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={dialog.close}>
            {text('notifications.delete.keep')}
          </Button>
          {/* The darkest red: white on the usual one is too faint on a dark page. */}
          <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate()}>
            {text('notifications.delete.confirm')}
          </Button>
        </Group>
      </Modal>
    </Group>
  );
}

/** Something that is done, said, and shown by asking for everything again. */
function useAction(act: () => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => announce(done),
    onError: (error) =>
      notifications.show({
        color: 'red',
        title: text('notifications.failed'),
        message: describeError(error),
      }),
    onSettled: () => refreshDeliveries(client),
  });
}
