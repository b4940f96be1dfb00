import type { ImportView } from '../api/types.ts';
import { useFollowedImport } from './use-followed-import.ts';

/** Follows an import for as long as it is rendered; shows nothing. */
export function FollowedImport({ item }: { readonly item: ImportView }) {
  useFollowedImport(item);
  return null;
}
