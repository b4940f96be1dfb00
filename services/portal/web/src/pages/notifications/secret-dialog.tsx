import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { text } from '../../texts/texts.ts';

/** Shows a webhook's secret, which nobody can read again. */
export function SecretDialog({
  secret,
  onClose,
}: {
  readonly secret: string | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={secret !== undefined} onClose={onClose} title={text('notifications.secret')} centered>
      <Stack gap="md">
        <Text size="sm">{text('notifications.secret.about')}</Text>
        <Code block>{secret}</Code>
        <Group justify="flex-end">
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {text(copied ? 'notifications.secret.copied' : 'notifications.secret.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{text('notifications.secret.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
