import { NativeSelect, TextInput } from '@mantine/core';
import { AUDIT_ACTIONS } from '#shared/audit/audit-actions.ts';
import { FilterBar } from '../../components/filter-bar.tsx';
import { type Filters, isAnySet } from '../../components/use-filters.ts';
import { text } from '../../texts/texts.ts';
import type { AuditFilterName } from './use-audit-filters.ts';

export function AuditFilterFields({ filters }: { readonly filters: Filters<AuditFilterName> }) {
  const { typed, set } = filters;
  return (
    <FilterBar label={text('audit.filters')} active={isAnySet(typed)} onClear={filters.clear}>
      <TextInput
        label={text('audit.who')}
        type="search"
        placeholder={text('audit.name-or-username')}
        maxLength={255}
        value={typed.actor}
        onChange={(event) => set('actor', event.currentTarget.value)}
      />
      <NativeSelect
        label={text('audit.what')}
        data-long
        value={typed.action}
        onChange={(event) => set('action', event.currentTarget.value)}
      >
        <option value="">{text('audit.everything')}</option>
        {AUDIT_ACTIONS.map((action) => (
          <option key={action} value={action}>
            {text(`audit-actions.${action}`)}
          </option>
        ))}
      </NativeSelect>
      <TextInput
        label={text('audit.from')}
        type="date"
        value={typed.from}
        onChange={(event) => set('from', event.currentTarget.value)}
      />
      <TextInput
        label={text('audit.to')}
        type="date"
        value={typed.to}
        onChange={(event) => set('to', event.currentTarget.value)}
      />
    </FilterBar>
  );
}
