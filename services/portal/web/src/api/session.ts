import { queryOptions } from '@tanstack/react-query';
import { getJson } from './client.ts';
import type { Session } from './types.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getJson<Session>('/api/session', signal),
  // Whoever else signs in loads the page again; the tenant's limit may change.
  staleTime: 60_000,
});

/** Whether somebody has signed in again, asked for until that has happened. */
export const sessionAgainQuery = queryOptions({
  ...sessionQuery,
  queryKey: ['session', 'again'],
  retry: false,
  staleTime: 0,
  refetchInterval: 2_000,
  refetchOnWindowFocus: 'always',
});

export function isAdmin(session: Session): boolean {
  return session.roles.includes('lms_admin');
}

/** Where signing in starts; afterwards the browser is back at `path`. */
export function loginAddress(path: string): string {
  return `/login?returnTo=${encodeURIComponent(path)}`;
}
