import { Button, Group, Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ApiProblem } from '../../../api/client.ts';
import { discardImport, forgetImport } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { PATHS } from '../../../app/paths.ts';
import { announce } from '../../../components/live-region.tsx';
import { namedFile } from '../../../components/named-file.ts';
import { describeError } from '../../../components/states.tsx';
import { text } from '../../../texts/texts.ts';

/** Asks first: what was chosen for the file goes with it. */
export function DiscardDialog({
  item,
  opened,
  onClose,
}: {
  readonly item: ImportView;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const discard = useMutation({
    // Somebody else may have discarded it first.
    mutationFn: () => discardImport(item).catch(ignoreMissing),
    onSuccess: async () => {
      announce(text('check.announced-discard', namedFile(item)));
      await navigate(PATHS.bulkImport);
      await forgetImport(client, item);
    },
    onError: (error) => {
      onClose();
      notifications.show({
        color: 'red',
        title: text('check.not-discarded'),
        message: describeError(error),
      });
      return client.invalidateQueries({ queryKey: ['imports'] });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={text('check.discard-question')} centered>
      <Text size="sm" mb="md" className="lms-any-text">
        {text('check.discard-consequence', namedFile(item))}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" flex="1 1 auto" onClick={onClose}>
          {text('check.keep-file')}
        </Button>
        {/* The darkest red: white on the usual one is too faint on a dark page. */}
        <Button color="red.9" flex="1 1 auto" loading={discard.isPending} onClick={() => discard.mutate()}>
          {text('check.discard-file')}
        </Button>
      </Group>
    </Modal>
  );
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiProblem && error.status === 404)) throw error;
}
