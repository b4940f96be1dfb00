import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ApiProblem } from '../../../api/client.ts';
import { refreshImport, showChanged } from '../../../api/imports.ts';
import { undoImport, undoPreviewQuery } from '../../../api/results.ts';
import type { ImportView, UndoPreview } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { importTitle } from '../../../components/import-title.ts';
import { announce } from '../../../components/live-region.tsx';
import { ErrorState, LoadingRows } from '../../../components/states.tsx';
import { UndoActions } from '../../../components/undo-actions.tsx';
import { text } from '../../../texts/texts.ts';
import { describeRefusal, describeUndo } from './undo-texts.ts';

interface UndoDialogProps {
  readonly item: ImportView;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Says in numbers what an undo will do, and asks whether to. */
export function UndoDialog({ item, opened, onClose }: UndoDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={text('undo.question')} centered>
      <Preview item={item} onClose={onClose} />
    </Modal>
  );
}

type PreviewProps = Omit<UndoDialogProps, 'opened'>;

function Preview({ item, onClose }: PreviewProps) {
  const preview = useQuery(undoPreviewQuery(item));
  if (preview.isPending) return <LoadingRows rows={3} label={text('undo.counting')} />;
  if (preview.data === undefined) {
    return (
      <ErrorState
        title={text('undo.not-counted')}
        error={preview.error}
        onRetry={() => void preview.refetch()}
      />
    );
  }
  if (!preview.data.allowed) {
    return (
      <Stack gap="md">
        <Text size="sm">{describeRefusal(item, preview.data)}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text('undo.close')}
          </Button>
        </Group>
      </Stack>
    );
  }
  return <Question item={item} preview={preview.data} onClose={onClose} />;
}

function Question({ item, preview, onClose }: PreviewProps & { readonly preview: UndoPreview }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const undo = useMutation({
    mutationFn: () => undoImport(item),
    onSuccess: async (answer) => {
      announce(text('undo.announced', { undo: importTitle(answer) }));
      showChanged(client, answer);
      void refreshImport(client, item);
      await navigate(importPath(answer.id));
    },
    onError: (error) => {
      // Somebody was faster, in another tab or at another desk: the page shows what has become of it.
      if (error instanceof ApiProblem && error.status === 409) return refreshImport(client, item);
      return undefined;
    },
  });
  return (
    <Stack gap="md">
      <List size="sm" spacing={4}>
        {describeUndo(preview, item.type).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed">
        {text('undo.afterwards')}
      </Text>
      <UndoActions undo={undo} what="import" onKeep={onClose} />
    </Stack>
  );
}
