import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';
import { errorFileAddress } from '../../../api/downloads.ts';
import { isUnapplied } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { hidden } from '../../../components/hidden.tsx';
import { DownloadIcon } from '../../../components/icons.tsx';
import { importTitle } from '../../../components/import-title.ts';
import { richText, text } from '../../../texts/texts.ts';
import classes from './history.module.css';

/** The file with the failed rows and their reasons. */
export function ErrorFileLink({ item }: { readonly item: ImportView }) {
  const address = errorFileAddress(item);
  if (address === undefined || !hasErrorFile(item)) return <None>{text('bulk-import.no-error-file')}</None>;
  return (
    <Anchor href={address} download inherit className={classes['download'] ?? ''}>
      <DownloadIcon size={16} />
      <span>{richText('bulk-import.download-errors', { hidden }, { title: importTitle(item) })}</span>
    </Anchor>
  );
}

/** Whether there is an error file of what was imported; a check's is offered by the check. */
export function hasErrorFile(item: ImportView): boolean {
  return item.links.errors !== null && !isUnapplied(item);
}

/** What was imported: its name leads to the details, and beside it the original file is downloaded. */
export function ImportName({ item }: { readonly item: ImportView }) {
  const title = importTitle(item);
  const { original } = item.links;
  return (
    <>
      <span className={classes['name']}>
        {/* What somebody typed: text, never markup. */}
        <Anchor component={Link} to={importPath(item.id)} inherit className="lms-any-text">
          {title}
        </Anchor>
        {original !== null && (
          <Anchor
            href={original}
            download
            className={classes['icon'] ?? ''}
            aria-label={text('bulk-import.download-original-of', { title })}
            title={text('bulk-import.download-original')}
          >
            <DownloadIcon size={16} />
          </Anchor>
        )}
      </span>
      <Remark item={item} />
    </>
  );
}

function Remark({ item }: { readonly item: ImportView }) {
  const { sameFileAs } = item;
  const isRemoved = item.source === 'file' && item.links.original === null;
  if (sameFileAs === null && !isRemoved) return null;
  return (
    <Text size="xs" c="dimmed">
      {isRemoved && `${text('bulk-import.file-removed')} `}
      {sameFileAs !== null &&
        richText('bulk-import.uploaded-before', {
          link: (parts) => (
            <Anchor component={Link} to={importPath(sameFileAs)} inherit underline="always">
              {parts}
            </Anchor>
          ),
        })}
    </Text>
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
