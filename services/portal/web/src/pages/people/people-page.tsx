import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type PeopleRequest, peopleQuery } from '../../api/people.ts';
import type { Person } from '../../api/types.ts';
import { personPath } from '../../app/paths.ts';
import { type DataColumn, DataTable } from '../../components/data-table.tsx';
import { PeopleIcon } from '../../components/icons.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager } from '../../components/pager.tsx';
import { Pill } from '../../components/pill.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { EmptyList, ErrorState, LoadingRows } from '../../components/states.tsx';
import { useFilters } from '../../components/use-filters.ts';
import { type Paging, usePaging } from '../../components/use-paging.ts';
import { text } from '../../texts/texts.ts';

export function PeoplePage() {
  const search = useFilters(['search']);
  const paging = usePaging();
  return (
    <>
      <PageHeader title={text('people.title')} description={text('people.about')} />
      <Stack gap="md">
        <SearchField
          label={text('people.search')}
          placeholder={text('people.search-example')}
          value={search.typed.search}
          onChange={(value) => search.set('search', value)}
        />
        <PeopleList
          request={{ search: search.asked.search, limit: paging.limit, cursor: paging.cursor }}
          paging={paging}
        />
      </Stack>
    </>
  );
}

function PeopleList({ request, paging }: { readonly request: PeopleRequest; readonly paging: Paging }) {
  const people = useQuery(peopleQuery(request));
  if (people.isPending) return <LoadingRows rows={10} label={text('people.loading')} />;
  if (people.data === undefined) {
    return (
      <ErrorState
        title={text('people.not-loaded')}
        error={people.error}
        onRetry={() => void people.refetch()}
      />
    );
  }
  const { items, next } = people.data;
  if (items.length === 0 && request.cursor === null) {
    return request.search === '' ? (
      <EmptyList icon={<PeopleIcon size={28} />} title={text('people.none-yet')}>
        {text('people.none-yet-explanation')}
      </EmptyList>
    ) : (
      <EmptyList icon={<PeopleIcon size={28} />} title={text('people.nobody-found')}>
        {text('people.nobody-found-explanation', { search: request.search })}
      </EmptyList>
    );
  }
  return (
    <>
      <DataTable
        caption={text('people.title')}
        columns={personColumns()}
        rows={items}
        rowKey={(person) => person.id}
        stale={people.isPlaceholderData}
      />
      <Pager paging={paging} next={next} label={text('people.pages')} />
    </>
  );
}

const personColumns = (): readonly DataColumn<Person>[] => [
  {
    key: 'name',
    wide: true,
    title: text('people.name'),
    render: (person) => (
      <Anchor component={Link} to={personPath(person.id)} inherit fw={500} className="lms-any-text">
        {`${person.lastName}, ${person.firstName}`}
      </Anchor>
    ),
  },
  {
    key: 'username',
    wide: true,
    title: text('people.username'),
    render: (person) => <span className="lms-any-text">{person.username}</span>,
  },
  { key: 'employeeId', title: text('people.employee-id'), render: (person) => person.employeeId ?? '–' },
  {
    key: 'email',
    wide: true,
    title: text('people.email'),
    render: (person) => <span className="lms-any-text">{person.email ?? '–'}</span>,
  },
  {
    key: 'role',
    title: text('people.role'),
    render: (person) => (
      <Pill tone={person.role === 'admin' ? 'info' : 'neutral'}>{text(`people.role.${person.role}`)}</Pill>
    ),
  },
];
