import { Anchor, Button, Group, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { importQuery, isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { formatCount } from '../../../components/format.ts';
import { CheckIcon } from '../../../components/icons.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Time } from '../../../components/time.tsx';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useChooseFile } from './choose-file-context.ts';
import { FileLine } from './file-line.tsx';

export function AcceptedUpload({ item: accepted }: { readonly item: ImportView }) {
  const client = useQueryClient();
  const isWaiting = isUnapplied(accepted);
  // It may have been imported since, by whoever applied it or by itself.
  const latest = useQuery({ ...importQuery(client, accepted.id), enabled: isWaiting }).data;
  const item = isWaiting ? (latest ?? accepted) : accepted;
  const { uploads } = useUploads();
  const chooseFile = useChooseFile();
  return (
    <Stack gap="md">
      <FileLine name={item.fileName ?? ''} tone="good" icon={<CheckIcon size={24} />}>
        {isUnapplied(item) ? (
          <>
            {formatCount(item.total ?? 0, 'row', 'rows')}, not imported yet.{' '}
            <Anchor component={Link} to={importPath(item.id)} inherit underline="always">
              See the check
            </Anchor>
          </>
        ) : (
          `Importing ${formatCount(item.total ?? 0, 'row', 'rows')}. You can leave this page.`
        )}
      </FileLine>
      {item.sameFileAs && !isUnapplied(item) && <SameFileNotice item={item} earlierId={item.sameFileAs} />}
      <Group gap="sm">
        <Button onClick={chooseFile}>Upload another file</Button>
        <Button variant="default" onClick={uploads.discard}>
          Done
        </Button>
      </Group>
    </Stack>
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
          on <Time instant={earlier.createdAt} /> by{' '}
          <span className="lms-any-text">{earlier.initiatedBy}</span>
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
