import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';

/** Shows a webhook's secret, which nobody can read again. */
export function SecretDialog({
  secret,
  onClose,
}: {
  readonly secret: string | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={secret !== undefined} onClose={onClose} title="Copy the secret now" centered>
      <Stack gap="md">
        <Text size="sm">
          It is not shown again. Your program needs it to know that a message is ours; libraries of Standard
          Webhooks take it as it is.
        </Text>
        <Code block>{secret}</Code>
        <Group justify="flex-end">
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
