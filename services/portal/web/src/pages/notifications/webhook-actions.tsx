import { Button, Group, Modal, Text, VisuallyHidden } from '@mantine/core';
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
import { announce } from '../../components/live-region.tsx';
import { describeError } from '../../components/states.tsx';

/** What can be done about a webhook. */
export function WebhookActions({
  item,
  onSecret,
}: {
  readonly item: WebhookView;
  readonly onSecret: (made: WebhookWithSecret) => void;
}) {
  const [asking, dialog] = useDisclosure(false);
  const pause = useAction(
    () => setWebhookState(item.id, item.state === 'active' ? 'paused' : 'active'),
    item.state === 'active' ? 'The webhook is paused.' : 'The webhook is active.',
  );
  const test = useAction(() => testWebhook(item.id), 'A test is on its way.');
  const rotate = useAction(async () => onSecret(await rotateSecret(item.id)), 'There is a new secret.');
  const remove = useAction(() => deleteWebhook(item.id), 'The webhook is deleted.');
  const name = <VisuallyHidden> {item.url}</VisuallyHidden>;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
        {item.state === 'active' ? 'Pause' : 'Resume'}
        {name}
      </Button>
      {item.state === 'active' && (
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Send a test
          <VisuallyHidden> to {item.url}</VisuallyHidden>
        </Button>
      )}
      <Button size="xs" variant="default" loading={rotate.isPending} onClick={() => rotate.mutate()}>
        New secret
        <VisuallyHidden> for {item.url}</VisuallyHidden>
      </Button>
      <Button size="xs" variant="default" onClick={dialog.open}>
        Delete
        {name}
      </Button>
      <Modal opened={asking} onClose={dialog.close} title="Delete this webhook?" centered>
        <Text size="sm" mb="md" className="lms-any-text">
          No more events are sent to {item.url}, and the log of what was sent there is deleted.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={dialog.close}>
            Keep it
          </Button>
          {/* The darkest red: white on the usual one is too faint on a dark page. */}
          <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete the webhook
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
      notifications.show({ color: 'red', title: 'That did not work', message: describeError(error) }),
    onSettled: () => refreshDeliveries(client),
  });
}
