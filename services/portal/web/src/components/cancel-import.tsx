import { Anchor, Button, Group, Modal, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/client.ts';
import { cancelImport, refreshImportLists, showImport } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { importTitle } from './import-title.ts';
import { describeError } from './states.tsx';

const IMPORT = {
  title: 'Cancel this import?',
  consequence:
    'Rows that have been applied stay; the rest is not applied. What was applied can be undone afterwards.',
  action: 'Cancel import',
};
const UNDO = {
  title: 'Cancel this undo?',
  consequence:
    'Records that have been taken back stay so; the others stay as they are. The import can be undone again.',
  action: 'Cancel undo',
};

/** Asks first, because what has been applied stays and what has not is not applied later. */
export function CancelImport({ item }: { readonly item: ImportView }) {
  const client = useQueryClient();
  const [asking, dialog] = useDisclosure(false);
  const cancel = useMutation({
    mutationFn: () => cancelImport(item),
    onSuccess: (answer) => showImport(client, answer),
    onError: (error) => {
      // It finished before it could be cancelled: the list shows how.
      if (error instanceof ApiProblem && error.code === 'already-finished') return refreshImportLists(client);
      notifications.show({
        color: 'red',
        title: `The ${item.source === 'undo' ? 'undo' : 'import'} was not cancelled`,
        message: describeError(error),
      });
      return undefined;
    },
    onSettled: dialog.close,
  });
  if (cancel.isSuccess) return <span>Cancelling…</span>;
  const name = item.source === 'undo' ? importTitle(item) : `the import of ${item.fileName ?? 'the feed'}`;
  const texts = item.source === 'undo' ? UNDO : IMPORT;
  return (
    <>
      <Anchor component="button" type="button" inherit onClick={dialog.open}>
        Cancel<VisuallyHidden> {name}</VisuallyHidden>
      </Anchor>
      <Modal opened={asking} onClose={dialog.close} title={texts.title} centered>
        <Text size="sm" mb="md" className="lms-any-text">
          {texts.consequence}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" flex="1 1 auto" onClick={dialog.close}>
            Keep it running
          </Button>
          {/* The darkest red: white on the usual one is too faint on a dark page. */}
          <Button color="red.9" flex="1 1 auto" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {texts.action}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
