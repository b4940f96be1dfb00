import { Anchor, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { importQuery, isRunning, refreshImport } from '../../../api/imports.ts';
import type { ImportView } from '../../../api/types.ts';
import { importPath } from '../../../app/paths.ts';
import { ImportById } from '../../../components/import-by-id.tsx';
import { Notice } from '../../../components/notice.tsx';
import { richText, text } from '../../../texts/texts.ts';

/** The way between an import and its undo. */
export function UndoLinks({ item }: { readonly item: ImportView }) {
  const { undoes, ofOneRecord } = item;
  if (undoes !== null) {
    const records = ofOneRecord ? 'one' : 'all';
    return (
      <Text size="sm">
        {richText('undo.takes-back', { import: () => <ImportById id={undoes} /> }, { records })}
      </Text>
    );
  }
  return item.undoneBy === null ? null : <Undone item={item} undoneBy={item.undoneBy} />;
}

function Undone({ item, undoneBy }: { readonly item: ImportView; readonly undoneBy: string }) {
  const client = useQueryClient();
  const { data: undo } = useQuery(importQuery(client, undoneBy));
  const wasCancelled = undo?.status === 'Cancelled';
  useEffect(() => {
    // Then nothing has undone it, and it can be undone again.
    if (wasCancelled) void refreshImport(client, item);
  }, [client, item, wasCancelled]);
  const runs = undo !== undefined && isRunning(undo);
  return (
    <Notice tone="info" title={text(runs ? 'undo.is-being-undone' : 'undo.was-undone')}>
      {richText(runs ? 'undo.is-being-taken-back' : 'undo.was-taken-back', {
        link: (parts) => (
          <Anchor component={Link} to={importPath(undoneBy)} inherit underline="always">
            {parts}
          </Anchor>
        ),
      })}
    </Notice>
  );
}
