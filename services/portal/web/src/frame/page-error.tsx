import { Button, Stack } from '@mantine/core';
import { useRouteError } from 'react-router';
import { PageHeader } from '../components/page-header.tsx';
import { ErrorState } from '../components/states.tsx';

/** A page that broke, or whose script could not be fetched, for instance after an update of the LMS. */
export function PageError() {
  const error = useRouteError();
  return (
    <Stack>
      <PageHeader title="This page could not be shown" />
      <ErrorState title="Something went wrong" error={error} />
      <div>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
      </div>
    </Stack>
  );
}
