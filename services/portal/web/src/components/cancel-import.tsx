import { Anchor, Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.ts';
import { cancelImport, refreshImportLists, showImport } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { richText, text } from '../texts/texts.ts';
import { hidden } from './hidden.tsx';
import { importTitle } from './import-title.ts';
import { describeError } from './states.tsx';

/** Asks first, because what has been applied stays and what has not is not applied later. */
export function CancelImport({ item }: { readonly item: ImportView }) {
  const client = useQueryClient();
  const [asking, dialog] = useDisclosure(false);
  const what = item.source === 'undo' ? 'undo' : 'import';
  const cancel = useMutation({
    mutationFn: () => cancelImport(item),
    onSuccess: (answer) => showImport(client, answer),
    onError: (error) => {
      // It finished before it could be cancelled: the list shows how.
      if (error instanceof ApiProblem && error.code === 'already-finished') return refreshImportLists(client);
      notifications.show({
        color: 'red',
        title: text('components.cancel.failed', { what }),
        message: describeError(error),
      });
      return undefined;
    },
    onSettled: dialog.close,
  });
  if (cancel.isSuccess) return <span>{text('components.cancel.under-way')}</span>;
  return (
    <>
      <Anchor component="button" type="button" inherit onClick={dialog.open}>
        {cancelText(item)}
      </Anchor>
      <Modal
        opened={asking}
        onClose={dialog.close}
        title={text('components.cancel.question', { what })}
        centered
      >
        <Text size="sm" mb="md" className="lms-any-text">
          {text('components.cancel.consequence', { what })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" flex="1 1 auto" onClick={dialog.close}>
            {text('components.cancel.keep')}
          </Button>
          {/* The darkest red: white on the usual one is too faint on a dark page. */}
          <Button color="red.9" flex="1 1 auto" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {text('components.cancel.confirm', { what })}
          </Button>
        </Group>
      </Modal>
    </>
  );
}

function cancelText(item: ImportView): ReactNode {
  if (item.source === 'undo')
    return richText('components.cancel-undo', { hidden }, { title: importTitle(item) });
  if (item.fileName === null) return richText('components.cancel-feed', { hidden });
  return richText('components.cancel-import', { hidden }, { name: item.fileName });
}
