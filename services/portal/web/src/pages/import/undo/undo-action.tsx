import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { isRunning } from '../../../api/imports.ts';
import { undoPreviewQuery } from '../../../api/results.ts';
import type { ImportView } from '../../../api/types.ts';
import { Time } from '../../../components/time.tsx';
import { richText, text } from '../../../texts/texts.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { describeRefusal } from './undo-texts.ts';

/** The way to undo an import that has finished, or why there is none. */
export function UndoAction({ item }: { readonly item: ImportView }) {
  const [asking, dialog] = useDisclosure(false);
  if (isRunning(item) || item.source === 'undo' || item.undoneBy !== null) return null;
  const { undoableUntil } = item;
  if (undoableUntil === null) return <WhyNot item={item} />;
  return (
    <Group gap="sm">
      <Button variant="default" onClick={dialog.open}>
        {text('undo.action')}
      </Button>
      <Text size="sm" c="dimmed">
        {richText('undo.possible-until', { time: () => <Time instant={undoableUntil} /> })}
      </Text>
      <UndoDialog item={item} opened={asking} onClose={dialog.close} />
    </Group>
  );
}

function WhyNot({ item }: { readonly item: ImportView }) {
  const { data } = useQuery(undoPreviewQuery(item));
  if (data === undefined || data.allowed) return null;
  return (
    <Text size="sm" c="dimmed">
      {describeRefusal(item, data)}
    </Text>
  );
}
