import { useDocumentVisibility } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isCancellable, showImport } from '../api/imports.ts';
import type { ImportView } from '../api/types.ts';
import { announceProgress } from './announce-progress.ts';
import { followImport } from './import-stream.ts';

/**
 * Keeps an import up to date by its events while it runs and the page can be seen, and announces to screen
 * readers how it goes. A page that comes back connects again and gets the current state first.
 *
 * The entry of a feed that runs by the day would hold one of the few streams for all of it; the list is asked for it.
 */
export function useFollowedImport(item: ImportView): void {
  const client = useQueryClient();
  const visible = useDocumentVisibility() === 'visible';
  const follows = visible && (isCancellable(item) || item.status === 'Checking');
  const latest = useRef(item);

  useEffect(() => {
    announceProgress(item);
    latest.current = item;
  }, [item]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: by its id, or each event would connect again
  useEffect(() => {
    if (!follows) return;
    const stop = new AbortController();
    void followImport(latest.current, (event) => showImport(client, event), stop.signal);
    return () => stop.abort();
  }, [client, follows, item.id]);
}
