import { NativeSelect, TextInput } from '@mantine/core';
import { RECORD_TYPES } from '#shared/csv/record-types.ts';
import type { ReportInfo } from '../../api/reports.ts';
import { FilterBar } from '../../components/filter-bar.tsx';
import { typeName } from '../../components/type-names.ts';
import { type Filters, isAnySet } from '../../components/use-filters.ts';
import { text } from '../../texts/texts.ts';
import { COURSE_TYPES, courseTypeMeaning } from '../../training/course-types.ts';
import { EXPIRING_DAYS } from '../../training/expiry.ts';

interface FilterProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The filters that reports take, by the names of their parameters. */
const FILTERS: Readonly<Record<string, (props: FilterProps) => React.ReactNode>> = {
  search: ({ value, onChange }) => (
    <TextInput
      label={text('reports.filter-search')}
      type="search"
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ),
  expiry: (props) => (
    <ChoiceFilter
      {...props}
      label={text('reports.filter-validity')}
      any={text('reports.filter-any-validity')}
      choices={[
        ['expired', text('training.expired-ones')],
        ['expiring', text('training.expiring-within', { days: EXPIRING_DAYS })],
      ]}
    />
  ),
  courseType: (props) => (
    <ChoiceFilter
      {...props}
      label={text('reports.filter-course-type')}
      any={text('reports.filter-any-type')}
      choices={COURSE_TYPES.map((type) => [
        type,
        type === courseTypeMeaning(type) ? type : `${type} (${courseTypeMeaning(type)})`,
      ])}
    />
  ),
  type: (props) => (
    <ChoiceFilter
      {...props}
      label={text('reports.filter-type')}
      any={text('reports.filter-any-type')}
      choices={RECORD_TYPES.map((type) => [type, typeName(type)])}
    />
  ),
  from: (props) => <DayFilter {...props} label={text('reports.filter-from')} />,
  to: (props) => <DayFilter {...props} label={text('reports.filter-to')} />,
};

export function ReportFilters({
  info,
  filters,
}: {
  readonly info: ReportInfo;
  readonly filters: Filters<string>;
}) {
  const names = info.parameters.filter((name) => name in FILTERS);
  if (names.length === 0) return null;
  return (
    <FilterBar label={text('reports.filter')} active={isAnySet(filters.typed)} onClear={filters.clear}>
      {names.map((name) => {
        const Filter = FILTERS[name];
        return (
          Filter && (
            <Filter
              key={name}
              value={filters.typed[name] ?? ''}
              onChange={(value) => filters.set(name, value)}
            />
          )
        );
      })}
    </FilterBar>
  );
}

function ChoiceFilter({
  label,
  any,
  choices,
  value,
  onChange,
}: FilterProps & {
  readonly label: string;
  readonly any: string;
  readonly choices: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <NativeSelect label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{any}</option>
      {choices.map(([choice, name]) => (
        <option key={choice} value={choice}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}

function DayFilter({ label, value, onChange }: FilterProps & { readonly label: string }) {
  return (
    <TextInput
      label={label}
      type="date"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
