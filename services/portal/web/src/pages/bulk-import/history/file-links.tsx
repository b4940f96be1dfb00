import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';
import { isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import classes from './history.module.css';

/** The file with the failed rows and their reasons. */
export function ErrorFileLink({ item }: { readonly item: ImportView }) {
  if (item.links.errors === null || isUnapplied(item)) return <None>No error file</None>;
  return (
    <Anchor href={item.links.errors} download inherit>
      Download
      <VisuallyHidden> the error file of {item.fileName ?? 'the feed'}</VisuallyHidden>
    </Anchor>
  );
}

/** The file as it was uploaded. Its name is what somebody typed: text, never markup. */
export function OriginalFileLink({ item }: { readonly item: ImportView }) {
  if (item.links.original === null) {
    return <None>{item.source === 'feed' ? 'From a feed, without a file' : 'No file'}</None>;
  }
  return (
    <>
      <Anchor href={item.links.original} download inherit className={classes['fileName'] ?? ''}>
        {item.fileName}
        <VisuallyHidden> (original file)</VisuallyHidden>
      </Anchor>
      {item.sameFileAs && (
        <Text size="xs" c="dimmed">
          Uploaded{' '}
          <Anchor component={Link} to={importPath(item.sameFileAs)} inherit underline="always">
            before
          </Anchor>
        </Text>
      )}
    </>
  );
}

/** A dash, and what it means. */
export function None({ children }: { readonly children: string }) {
  return (
    <Text inherit component="span" c="dimmed" title={children}>
      <span aria-hidden="true">–</span>
      <VisuallyHidden>{children}</VisuallyHidden>
    </Text>
  );
}
