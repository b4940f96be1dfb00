import { Button, Stack } from '@mantine/core';
import { useRouteError } from 'react-router';
import { PageHeader } from '../components/page-header.tsx';
import { ErrorState } from '../components/states.tsx';
import { text } from '../texts/texts.ts';

/** A page that broke, or whose script could not be fetched, for instance after an update of the LMS. */
export function PageError() {
  const error = useRouteError();
  return (
    <Stack>
      <PageHeader title={text('frame.page-error')} />
      <ErrorState title={text('frame.page-error.what')} error={error} />
      <div>
        <Button onClick={() => window.location.reload()}>{text('frame.page-error.load-again')}</Button>
      </div>
    </Stack>
  );
}
