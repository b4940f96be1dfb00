import { NativeSelect, TextInput } from '@mantine/core';
import { AUDIT_TEXTS } from '#shared/audit/audit-texts.ts';
import { FilterBar } from '../../components/filter-bar.tsx';
import { type Filters, isAnySet } from '../../components/use-filters.ts';
import type { AuditFilterName } from './use-audit-filters.ts';

export function AuditFilterFields({ filters }: { readonly filters: Filters<AuditFilterName> }) {
  const { typed, set } = filters;
  return (
    <FilterBar label="Filter the audit" active={isAnySet(typed)} onClear={filters.clear}>
      <TextInput
        label="Who"
        type="search"
        placeholder="Name or username"
        maxLength={255}
        value={typed.actor}
        onChange={(event) => set('actor', event.currentTarget.value)}
      />
      <NativeSelect
        label="What"
        data-long
        value={typed.action}
        onChange={(event) => set('action', event.currentTarget.value)}
      >
        <option value="">Everything</option>
        {Object.entries(AUDIT_TEXTS).map(([action, text]) => (
          <option key={action} value={action}>
            {text}
          </option>
        ))}
      </NativeSelect>
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
