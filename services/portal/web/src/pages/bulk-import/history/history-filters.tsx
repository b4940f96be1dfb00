import { NativeSelect, TextInput } from '@mantine/core';
import { RECORD_TYPES } from '#shared/csv/record-types.ts';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { typeName } from '../../../components/type-names.ts';
import { type Filters, isAnySet } from '../../../components/use-filters.ts';
import { text } from '../../../texts/texts.ts';
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
] as const;

export function HistoryFilters({ filters }: { readonly filters: Filters<HistoryFilterName> }) {
  const { typed, set } = filters;
  return (
    <FilterBar label={text('bulk-import.filters')} active={isAnySet(typed)} onClear={filters.clear}>
      <TextInput
        label={text('bulk-import.file-name')}
        maxLength={255}
        value={typed.fileName}
        onChange={(event) => set('fileName', event.currentTarget.value)}
      />
      <NativeSelect
        label={text('bulk-import.type')}
        value={typed.type}
        onChange={(event) => set('type', event.currentTarget.value)}
      >
        <option value="">{text('bulk-import.all-types')}</option>
        {RECORD_TYPES.map((type) => (
          <option key={type} value={type}>
            {typeName(type)}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        label={text('bulk-import.status')}
        data-long
        value={typed.status}
        onChange={(event) => set('status', event.currentTarget.value)}
      >
        <option value="">{text('bulk-import.all-statuses')}</option>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {text(`imports.status.${status}`)}
          </option>
        ))}
      </NativeSelect>
      <TextInput
        label={text('bulk-import.initiated-by')}
        placeholder={text('bulk-import.person-example')}
        value={typed.initiatedBy}
        onChange={(event) => set('initiatedBy', event.currentTarget.value)}
      />
      <TextInput
        label={text('bulk-import.from')}
        type="date"
        value={typed.from}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <TextInput
        label={text('bulk-import.to')}
        type="date"
        value={typed.to}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
    </FilterBar>
  );
}
