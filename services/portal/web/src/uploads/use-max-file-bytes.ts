import { useSession } from '../frame/session-context.ts';

/** The release's limit, for a tenant without one of its own: 50 MB. */
const DEFAULT_MAX_FILE_BYTES = 50 * 1024 * 1024;

/** How many bytes a file of this tenant may have. */
export function useMaxFileBytes(): number {
  return useSession().tenant.maxFileBytes ?? DEFAULT_MAX_FILE_BYTES;
}
