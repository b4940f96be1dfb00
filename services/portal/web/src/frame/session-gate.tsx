import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Outlet } from 'react-router';
import { isSignedOut } from '../api/query-client.ts';
import { loginAddress, sessionQuery } from '../api/session.ts';
import { Unavailable } from '../components/unavailable.tsx';
import { text } from '../texts/texts.ts';
import { SessionProvider } from './session-context.ts';

/** Shows the pages to who is signed in, and sends everybody else to sign in and back. */
export function SessionGate() {
  const session = useQuery(sessionQuery);
  // Who was signed in is asked to sign in again by a dialog, and keeps what is on the page.
  const signedOut = isSignedOut(session.error) && session.data === undefined;
  useEffect(() => {
    if (signedOut) window.location.replace(loginAddress(window.location.pathname + window.location.search));
  }, [signedOut]);

  if (session.data) {
    return (
      <SessionProvider value={session.data}>
        <Outlet />
      </SessionProvider>
    );
  }
  if (session.error && !signedOut) {
    return <Unavailable error={session.error} onRetry={() => void session.refetch()} />;
  }
  return (
    <Center h="100dvh" component="main">
      <Loader aria-label={text('frame.loading')} role="status" />
    </Center>
  );
}
