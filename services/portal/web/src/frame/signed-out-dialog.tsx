import { Button, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { loginAddress, sessionAgainQuery, sessionQuery } from '../api/session.ts';
import { PATHS } from '../app/paths.ts';
import { text } from '../texts/texts.ts';

/**
 * A session that ends while a page is open must not take away what is on the page, such as a chosen file: signing in happens in
 * another tab, and this one continues.
 */
export function SignedOutDialog({
  opened,
  onSignedIn,
}: {
  readonly opened: boolean;
  readonly onSignedIn: () => void;
}) {
  const client = useQueryClient();
  const before = client.getQueryData(sessionQuery.queryKey);
  // Whoever was not signed in to begin with is sent to sign in by the session gate.
  const isShown = opened && before !== undefined;
  const { data: again } = useQuery({ ...sessionAgainQuery, enabled: isShown });
  useEffect(() => {
    if (!isShown || again === undefined) return;
    const isSame = again.subject === before.subject && again.tenant.slug === before.tenant.slug;
    // What is on the page is not for somebody else.
    if (!isSame) return window.location.reload();
    client.removeQueries({ queryKey: sessionAgainQuery.queryKey });
    onSignedIn();
    void client.invalidateQueries();
  }, [isShown, again, before, client, onSignedIn]);
  return (
    <Modal
      opened={isShown}
      onClose={() => {}}
      withCloseButton={false}
      title={text('frame.signed-out')}
      centered
    >
      <Stack align="flex-start">
        <Text>{text('frame.signed-out.continues')}</Text>
        <Button component="a" href={loginAddress(PATHS.signedIn)} target="_blank">
          {text('frame.signed-out.sign-in-again')}
        </Button>
      </Stack>
    </Modal>
  );
}
