import { NativeSelect, TextInput } from '@mantine/core';
import type { ImportFilters } from '../../../api/types.ts';
import { FilterBar } from '../../../components/filter-bar.tsx';
import type { HistoryFilterName } from './use-history-filters.ts';

const STATUSES = ['In progress', 'Complete but with errors', 'Complete', 'Cancelled'];

export function HistoryFilters({
  filters,
  hasFilters,
  onChange,
  onClear,
}: {
  readonly filters: ImportFilters;
  readonly hasFilters: boolean;
  readonly onChange: (name: HistoryFilterName, value: string) => void;
  readonly onClear: () => void;
}) {
  return (
    <FilterBar label="Filter the import history" active={hasFilters} onClear={onClear}>
      <NativeSelect
        label="Type"
        value={filters.type ?? ''}
        onChange={(event) => onChange('type', event.currentTarget.value)}
      >
        <option value="">All types</option>
        <option value="courses">Courses</option>
        <option value="certifications">Certifications</option>
      </NativeSelect>
      <NativeSelect
        label="Status"
        value={filters.status ?? ''}
        onChange={(event) => onChange('status', event.currentTarget.value)}
      >
        <option value="">All statuses</option>
        {STATUSES.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </NativeSelect>
      <TextInput
        label="Initiated by"
        placeholder="Username"
        value={filters.initiatedBy ?? ''}
        onChange={(event) => onChange('initiatedBy', event.currentTarget.value)}
      />
      <TextInput
        label="From"
        type="date"
        value={filters.from ?? ''}
        onChange={(event) => onChange('from', event.currentTarget.value)}
      />
      <TextInput
        label="To"
        type="date"
        value={filters.to ?? ''}
        onChange={(event) => onChange('to', event.currentTarget.value)}
      />
    </FilterBar>
  );
}
