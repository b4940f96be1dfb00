import type { ImportView } from '../api/types.ts';
import { useFollowedImport } from './use-followed-import.ts';

/** Follows an import while it is rendered, also past its end, which is announced; renders nothing. */
export function FollowedImport({ item }: { readonly item: ImportView }) {
  useFollowedImport(item);
  return null;
}
