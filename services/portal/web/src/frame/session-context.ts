import { createContext, useContext } from 'react';
import type { Session } from '../api/types.ts';

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

/** Who is signed in; for what is shown inside the session gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession is used outside of the session gate');
  return session;
}
