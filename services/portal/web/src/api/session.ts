import { queryOptions } from '@tanstack/react-query';
import { getJson } from './client.ts';
import type { Session } from './types.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getJson<Session>('/api/session', signal),
  // Who is signed in changes only by signing in again, which loads the page again; the tenant's limit may change.
  staleTime: 60_000,
});

export function isAdmin(session: Session): boolean {
  return session.roles.includes('lms_admin');
}

/** Where signing in starts; afterwards the browser is back at `path`. */
export function loginAddress(path: string): string {
  return `/login?returnTo=${encodeURIComponent(path)}`;
}
