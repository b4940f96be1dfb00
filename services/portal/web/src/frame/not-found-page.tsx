import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../app/paths.ts';
import { SearchIcon } from '../components/icons.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { EmptyList } from '../components/states.tsx';
import { text } from '../texts/texts.ts';

export function NotFoundPage() {
  return (
    <>
      <PageHeader title={text('frame.not-found')} />
      <EmptyList
        icon={<SearchIcon size={28} />}
        title={text('frame.not-found.nothing-here')}
        action={
          <Button component={Link} to={PATHS.home}>
            {text('frame.not-found.go-home')}
          </Button>
        }
      >
        {text('frame.not-found.why')}
      </EmptyList>
    </>
  );
}
