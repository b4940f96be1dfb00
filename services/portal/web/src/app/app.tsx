import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from '../api/query-client.ts';
import { LiveRegion } from '../components/live-region.tsx';
import { SignedOutDialog } from '../frame/signed-out-dialog.tsx';
import { createUploads } from '../uploads/uploads.ts';
import { UploadsProvider } from '../uploads/uploads-context.tsx';
import { createRouter } from './routes.tsx';
import { createPageTheme } from './theme.ts';

export function App() {
  const [signedOut, setSignedOut] = useState(false);
  const [client] = useState(() => createQueryClient(() => setSignedOut(true)));
  const [uploads] = useState(() => createUploads(client));
  const [router] = useState(createRouter);
  const [theme] = useState(createPageTheme);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <UploadsProvider value={uploads}>
          <RouterProvider router={router} />
          <SignedOutDialog opened={signedOut} onSignedIn={() => setSignedOut(false)} />
          <Notifications position="bottom-right" />
          <LiveRegion />
        </UploadsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
