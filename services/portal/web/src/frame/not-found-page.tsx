import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../app/paths.ts';
import { SearchIcon } from '../components/icons.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyList } from '../components/states.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyList
        icon={<SearchIcon size={28} />}
        title="There is nothing at this address"
        action={
          <Button component={Link} to={PATHS.home}>
            Go to Home
          </Button>
        }
      >
        The page may have moved, or the address may have been cut off.
      </EmptyList>
    </>
  );
}
