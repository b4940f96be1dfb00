import { NativeSelect, TextInput } from '@mantine/core';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { type Filters, isAnySet } from '../../../components/use-filters.ts';
import type { HistoryFilterName } from './use-history-filters.ts';

const STATUSES = [
  'In progress',
  'Complete but with errors',
  'Complete',
  'Cancelled',
  'Checking',
  'Ready to import',
  'Needs settings',
  'Needs approval',
];

export function HistoryFilters({ filters }: { readonly filters: Filters<HistoryFilterName> }) {
  const { typed, set } = filters;
  return (
    <FilterBar label="Filter the import history" active={isAnySet(typed)} onClear={filters.clear}>
      <TextInput
        label="File name"
        maxLength={255}
        value={typed.fileName}
        onChange={(event) => set('fileName', event.currentTarget.value)}
      />
      <NativeSelect
        label="Type"
        value={typed.type}
        onChange={(event) => set('type', event.currentTarget.value)}
      >
        <option value="">All types</option>
        <option value="courses">Courses</option>
        <option value="certifications">Certifications</option>
      </NativeSelect>
      <NativeSelect
        label="Status"
        data-long
        value={typed.status}
        onChange={(event) => set('status', event.currentTarget.value)}
      >
        <option value="">All statuses</option>
        {STATUSES.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </NativeSelect>
      <TextInput
        label="Initiated by"
        placeholder="Name or username"
        value={typed.initiatedBy}
        onChange={(event) => set('initiatedBy', event.currentTarget.value)}
      />
      <TextInput
        label="From"
        type="date"
        value={typed.from}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <TextInput
        label="To"
        type="date"
        value={typed.to}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
    </FilterBar>
  );
}
