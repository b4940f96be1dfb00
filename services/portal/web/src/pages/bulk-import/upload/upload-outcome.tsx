import { Button, Group, Stack, Text } from '@mantine/core';
import { errorFileAddress } from '../../../api/downloads.ts';
import type { ImportView } from '../../../api/types.ts';
import { CheckIcon, DownloadIcon, WarningIcon } from '../../../components/icons.tsx';
import { isNothingImported } from '../../../components/import-status-cell.tsx';
import { describeResults } from '../../../components/result-texts.ts';
import type { Tone } from '../../../components/tone.ts';
import { text } from '../../../texts/texts.ts';
import { ReadDatesAgain } from '../../import/read-dates-again.tsx';
import { UndoAction } from '../../import/undo/undo-action.tsx';
import { FileLine } from './file-line.tsx';

/** What an uploaded file has come to. */
export function Outcome({ item }: { readonly item: ImportView }) {
  return (
    <FileLine
      name={item.fileName ?? ''}
      tone={toneOf(item)}
      icon={item.status === 'Complete' ? <CheckIcon size={24} /> : <WarningIcon size={24} />}
    >
      {item.undoneBy === null ? describeOutcome(item) : text('upload.undone')}
    </FileLine>
  );
}

function toneOf(item: ImportView): Tone {
  if (item.undoneBy !== null || item.status === 'Cancelled') return 'neutral';
  if (item.status === 'Complete') return 'good';
  return isNothingImported(item) ? 'bad' : 'warning';
}

function describeOutcome(item: ImportView): string {
  const results = describeResults(item);
  return isNothingImported(item)
    ? text('upload.nothing-imported', { results })
    : text('upload.outcome', { status: text(`imports.status.${item.status}`), results });
}

/** What to do about the rows that failed. */
export function NextStep({ item }: { readonly item: ImportView }) {
  return (
    <>
      <ErrorFile item={item} />
      <ReadDatesAgain item={item} />
    </>
  );
}

/** How what was imported is taken back, as long as that is possible. */
export function WayBack({ item }: { readonly item: ImportView }) {
  return item.successes > 0 && item.undoableUntil !== null ? <UndoAction item={item} /> : null;
}

function ErrorFile({ item }: { readonly item: ImportView }) {
  const address = errorFileAddress(item);
  if (address === undefined) return null;
  return (
    <Stack gap="xs">
      <Text size="sm">{text('upload.correct-errors', { failures: item.failures })}</Text>
      <Group>
        <Button component="a" href={address} download leftSection={<DownloadIcon size={16} />}>
          {text('upload.download-errors')}
        </Button>
      </Group>
    </Stack>
  );
}
