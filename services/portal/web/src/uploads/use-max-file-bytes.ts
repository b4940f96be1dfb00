import { useSession } from '../frame/session-context.ts';

/** How many bytes a file of this tenant may have. */
export function useMaxFileBytes(): number {
  return useSession().tenant.maxFileBytes;
}
