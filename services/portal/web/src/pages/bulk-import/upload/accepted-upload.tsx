import { Anchor, Button, Group, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { importQuery, isRunning, isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { CheckIcon } from '../../../components/icons.tsx';
import { Initiator } from '../../../components/initiator.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Time } from '../../../components/time.tsx';
import { announceProgress } from '../../../imports-live/announce-progress.ts';
import { richText, text } from '../../../texts/texts.ts';
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
          {text('upload.another')}
        </Button>
        {!isUnapplied(item) && (
          <Button component={Link} to={importPath(item.id)} variant="default">
            {text('upload.see-import')}
          </Button>
        )}
        <Button variant="default" onClick={uploads.discard}>
          {text('upload.done')}
        </Button>
      </Group>
      {hasEnded && <WayBack item={item} />}
    </Stack>
  );
}

function UnderWay({ item }: { readonly item: ImportView }) {
  const rows = item.total ?? 0;
  return (
    <FileLine name={item.fileName ?? ''} tone="good" icon={<CheckIcon size={24} />}>
      {isUnapplied(item)
        ? richText('upload.not-imported-yet', { link: (parts) => linkTo(item.id, parts) }, { rows })
        : text('upload.importing', { rows })}
    </FileLine>
  );
}

/** The same bytes were imported before: harmless for courses, but certifications are now there twice. */
function SameFileNotice({ item, earlierId }: { readonly item: ImportView; readonly earlierId: string }) {
  const earlier = useQuery(importQuery(useQueryClient(), earlierId)).data;
  const link = (parts: ReactNode): ReactNode => linkTo(earlierId, parts);
  return (
    <Notice tone="warning" title={text('upload.same-file-title')}>
      {earlier === undefined
        ? richText('upload.same-file-earlier', { link }, { type: item.type })
        : richText(
            'upload.same-file',
            {
              link,
              time: () => <Time instant={earlier.createdAt} />,
              initiator: () => <Initiator item={earlier} />,
            },
            { type: item.type },
          )}
    </Notice>
  );
}

function linkTo(id: string, parts: ReactNode): ReactNode {
  return (
    <Anchor component={Link} to={importPath(id)} inherit underline="always">
      {parts}
    </Anchor>
  );
}
