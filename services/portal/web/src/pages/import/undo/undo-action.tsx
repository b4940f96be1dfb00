import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { isRunning, isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { Time } from '../../../components/time.tsx';
import { UndoDialog } from './undo-dialog.tsx';
import { describeRefusal } from './undo-texts.ts';

/** The way to undo a finished import, or why there is none. */
export function UndoAction({ item }: { readonly item: ImportView }) {
  const [asking, dialog] = useDisclosure(false);
  if (isRunning(item) || isUnapplied(item) || item.source === 'undo' || item.undoneBy !== null) return null;
  if (item.undoableUntil === null) {
    return item.source === 'feed' ? (
      <Text size="sm" c="dimmed">
        The entry of a running feed cannot be undone as a whole. Its records can be, one by one, from each
        person’s profile.
      </Text>
    ) : null;
  }
  if (Date.parse(item.undoableUntil) < Date.now()) {
    return (
      <Text size="sm" c="dimmed">
        {describeRefusal('undo-period-over', item.undoableUntil)}
      </Text>
    );
  }
  return (
    <Group gap="sm">
      <Button variant="default" onClick={dialog.open}>
        Undo this import
      </Button>
      <Text size="sm" c="dimmed">
        Possible until <Time instant={item.undoableUntil} />
      </Text>
      <UndoDialog item={item} opened={asking} onClose={dialog.close} />
    </Group>
  );
}
