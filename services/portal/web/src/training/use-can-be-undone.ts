import { useQuery, useQueryClient } from '@tanstack/react-query';
import { importQuery, isRunning } from '../api/imports.ts';

/**
 * Whether a single record of an import can be undone, as far as that is known: until the import can be undone no more. Entries of
 * running feeds, which cannot be undone as a whole, do not say until when.
 */
export function useCanBeUndone(importId: string): boolean {
  const { data } = useQuery({ ...importQuery(useQueryClient(), importId), staleTime: 60_000 });
  if (data === undefined || data.source === 'feed') return true;
  return !isRunning(data) && data.undoableUntil !== null;
}
