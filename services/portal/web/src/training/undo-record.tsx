import { Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { refreshImportLists, showChanged } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { importPath } from '../app/paths.ts';
import { announce } from '../components/live-region.tsx';
import { UndoActions } from '../components/undo-actions.tsx';
import { text } from '../texts/texts.ts';

interface UndoRecordProps {
  /** what the record is called */
  readonly name: string;
  readonly undo: () => Promise<ImportView>;
  /** what will become of the record */
  readonly children: ReactNode;
  /** how the button looks that asks */
  readonly button: (ask: () => void) => ReactNode;
}

/** Undoes one record after asking, and leads to the import that does it. */
export function UndoRecord({ name, undo, children, button }: UndoRecordProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, dialog] = useDisclosure(false);
  const undoing = useMutation({
    mutationFn: undo,
    onSuccess: async (answer) => {
      announce(text('training.undoing', { name }));
      showChanged(client, answer);
      void refreshImportLists(client);
      await navigate(importPath(answer.id));
      // What is shown of the person has changed, or soon does.
      client.removeQueries({ queryKey: ['people'] });
    },
  });
  const close = (): void => {
    undoing.reset();
    dialog.close();
  };
  return (
    <>
      {button(dialog.open)}
      <Modal opened={asking} onClose={close} title={text('training.undo-title')} centered>
        <Stack gap="md">
          <Text size="sm" fw={500} className="lms-any-text">
            {name}
          </Text>
          {children}
          <Text size="sm" c="dimmed">
            {text('training.undo-is-final')}
          </Text>
          <UndoActions undo={undoing} what="record" onKeep={close} />
        </Stack>
      </Modal>
    </>
  );
}
