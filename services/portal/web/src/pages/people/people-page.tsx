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

export function PeoplePage() {
  const search = useFilters(['search']);
  const paging = usePaging();
  return (
    <>
      <PageHeader title="People" description="Everyone in your organization, with their training history." />
      <Stack gap="md">
        <SearchField
          label="Search people"
          placeholder="Name, username, employee ID or email"
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
  if (people.isPending) return <LoadingRows rows={10} label="Loading people" />;
  if (people.data === undefined) {
    return (
      <ErrorState
        title="People could not be loaded"
        error={people.error}
        onRetry={() => void people.refetch()}
      />
    );
  }
  const { items, next } = people.data;
  if (items.length === 0 && request.cursor === null) {
    return request.search === '' ? (
      <EmptyList icon={<PeopleIcon size={28} />} title="No people yet">
        People appear here once they have been loaded into the LMS.
      </EmptyList>
    ) : (
      <EmptyList icon={<PeopleIcon size={28} />} title="Nobody found">
        No name, username, employee ID or email contains “{request.search}”.
      </EmptyList>
    );
  }
  return (
    <>
      <DataTable
        caption="People"
        columns={COLUMNS}
        rows={items}
        rowKey={(person) => person.id}
        stale={people.isPlaceholderData}
      />
      <Pager paging={paging} next={next} label="Pages of people" />
    </>
  );
}

const COLUMNS: readonly DataColumn<Person>[] = [
  {
    key: 'name',
    wide: true,
    title: 'Name',
    render: (person) => (
      <Anchor component={Link} to={personPath(person.id)} inherit fw={500} className="lms-any-text">
        {person.lastName}, {person.firstName}
      </Anchor>
    ),
  },
  {
    key: 'username',
    wide: true,
    title: 'Username',
    render: (person) => <span className="lms-any-text">{person.username}</span>,
  },
  { key: 'employeeId', title: 'Employee ID', render: (person) => person.employeeId ?? '–' },
  {
    key: 'email',
    wide: true,
    title: 'Email',
    render: (person) => <span className="lms-any-text">{person.email ?? '–'}</span>,
  },
  {
    key: 'role',
    title: 'Role',
    render: (person) => (
      <Pill tone={person.role === 'admin' ? 'info' : 'neutral'}>
        {person.role === 'admin' ? 'Admin' : 'Learner'}
      </Pill>
    ),
  },
];
