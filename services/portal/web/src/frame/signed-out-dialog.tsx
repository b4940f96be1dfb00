import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { loginAddress, sessionQuery } from '../api/session.ts';

/** A session that ends while a page is open must not take away what is on the page: it asks instead of leaving. */
export function SignedOutDialog({ opened }: { readonly opened: boolean }) {
  // Whoever was not signed in to begin with is sent to sign in by the session gate.
  const wasSignedIn = useQueryClient().getQueryData(sessionQuery.queryKey) !== undefined;
  return (
    <Modal
      opened={opened && wasSignedIn}
      onClose={() => {}}
      withCloseButton={false}
      title="You have been signed out"
      centered
    >
      <Stack align="flex-start">
        <Text>Your session has ended. Sign in again to continue; running imports are not affected.</Text>
        <Button
          component="a"
          href="/login"
          onClick={(event) => {
            event.preventDefault();
            window.location.assign(loginAddress(window.location.pathname + window.location.search));
          }}
        >
          Sign in again
        </Button>
      </Stack>
    </Modal>
  );
}
