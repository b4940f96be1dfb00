import { Anchor, Button, Group, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { importQuery, isRunning, isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { formatCount } from '../../../components/format.ts';
import { CheckIcon } from '../../../components/icons.tsx';
import { Initiator } from '../../../components/initiator.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Time } from '../../../components/time.tsx';
import { announceProgress } from '../../../imports-live/announce-progress.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useChooseFile } from './choose-file-context.ts';
import { FileLine } from './file-line.tsx';
import { NextStep, Outcome, WayBack } from './upload-outcome.tsx';

/** What becomes of a file that was accepted, to its end: by the events that the history shows, or asked for. */
export function AcceptedUpload({ item: accepted }: { readonly item: ImportView }) {
  const item = useQuery(importQuery(useQueryClient(), accepted.id)).data ?? accepted;
  const { uploads } = useUploads();
  const chooseFile = useChooseFile();
  const hasEnded = !isUnapplied(item) && !isRunning(item);
  // The history, which announces too, may show other imports.
  useEffect(() => announceProgress(item), [item]);
  return (
    <Stack gap="md">
      {hasEnded ? <Outcome item={item} /> : <UnderWay item={item} />}
      {item.sameFileAs && !isUnapplied(item) && <SameFileNotice item={item} earlierId={item.sameFileAs} />}
      {hasEnded && item.failures > 0 && <NextStep item={item} />}
      <Group gap="sm">
        <Button onClick={chooseFile} variant={hasEnded && item.failures > 0 ? 'default' : 'filled'}>
          Upload another file
        </Button>
        {!isUnapplied(item) && (
          <Button component={Link} to={importPath(item.id)} variant="default">
            See the import
          </Button>
        )}
        <Button variant="default" onClick={uploads.discard}>
          Done
        </Button>
      </Group>
      {hasEnded && <WayBack item={item} />}
    </Stack>
  );
}

function UnderWay({ item }: { readonly item: ImportView }) {
  const rows = formatCount(item.total ?? 0, 'row', 'rows');
  return (
    <FileLine name={item.fileName ?? ''} tone="good" icon={<CheckIcon size={24} />}>
      {isUnapplied(item) ? (
        <>
          {rows}, not imported yet.{' '}
          <Anchor component={Link} to={importPath(item.id)} inherit underline="always">
            See the check
          </Anchor>
        </>
      ) : (
        `Importing ${rows}. You can leave this page.`
      )}
    </FileLine>
  );
}

/** The same bytes were imported before: harmless for courses, but certifications are now there twice. */
function SameFileNotice({ item, earlierId }: { readonly item: ImportView; readonly earlierId: string }) {
  const earlier = useQuery(importQuery(useQueryClient(), earlierId)).data;
  return (
    <Notice tone="warning" title="This file was uploaded before">
      The same file was imported
      {earlier ? (
        <>
          {' '}
          on <Time instant={earlier.createdAt} /> by <Initiator item={earlier} />
        </>
      ) : (
        ' earlier'
      )}
      .{' '}
      {item.type === 'certifications'
        ? 'Certifications are never merged, so each of its rows now adds a second record. '
        : 'Its rows overwrite the same records once more. '}
      <Anchor component={Link} to={importPath(earlierId)} inherit underline="always">
        See the earlier import
      </Anchor>
    </Notice>
  );
}
