import { createContext, useContext, useSyncExternalStore } from 'react';
import type { UploadsSnapshot } from './upload-state.ts';
import type { Uploads } from './uploads.ts';

const UploadsContext = createContext<Uploads | undefined>(undefined);

export const UploadsProvider = UploadsContext.Provider;

/** The upload of this tab, and what it is at. */
export function useUploads(): UploadsSnapshot & { readonly uploads: Uploads } {
  const uploads = useContext(UploadsContext);
  if (uploads === undefined) throw new Error('useUploads is used outside of its provider');
  return { ...useSyncExternalStore(uploads.subscribe, uploads.snapshot), uploads };
}
