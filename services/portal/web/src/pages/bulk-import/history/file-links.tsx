import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';
import { errorFileAddress } from '../../../api/downloads.ts';
import { isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { importTitle } from '../../../components/import-title.ts';
import classes from './history.module.css';

/** The file with the failed rows and their reasons. */
export function ErrorFileLink({ item }: { readonly item: ImportView }) {
  const address = errorFileAddress(item);
  if (address === undefined || isUnapplied(item)) return <None>No error file</None>;
  return (
    <Anchor href={address} download inherit>
      Download
      <VisuallyHidden> the error file of {importTitle(item)}</VisuallyHidden>
    </Anchor>
  );
}

/** The file as it was uploaded. Its name is what somebody typed: text, never markup. */
export function OriginalFileLink({ item }: { readonly item: ImportView }) {
  if (item.source === 'undo') return <UndoLink item={item} />;
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

function UndoLink({ item }: { readonly item: ImportView }) {
  return (
    <Anchor component={Link} to={importPath(item.id)} inherit className={classes['fileName'] ?? ''}>
      {importTitle(item)}
    </Anchor>
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
