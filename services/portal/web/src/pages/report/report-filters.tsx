import { NativeSelect, TextInput } from '@mantine/core';
import type { ReportInfo } from '../../api/reports.ts';
import { FilterBar } from '../../components/filter-bar.tsx';
import { type Filters, isAnySet } from '../../components/use-filters.ts';
import { COURSE_TYPES, courseTypeMeaning } from '../../training/course-types.ts';

interface FilterProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The filters that reports take, by the names of their parameters. */
const FILTERS: Readonly<Record<string, (props: FilterProps) => React.ReactNode>> = {
  search: ({ value, onChange }) => (
    <TextInput
      label="Search"
      type="search"
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ),
  expiry: (props) => (
    <ChoiceFilter
      {...props}
      label="Validity"
      any="All"
      choices={[
        ['expired', 'Expired'],
        ['expiring', 'Expiring within 90 days'],
      ]}
    />
  ),
  courseType: (props) => (
    <ChoiceFilter
      {...props}
      label="Course type"
      any="All types"
      choices={COURSE_TYPES.map((type) => [
        type,
        type === courseTypeMeaning(type) ? type : `${type} (${courseTypeMeaning(type)})`,
      ])}
    />
  ),
  type: (props) => (
    <ChoiceFilter
      {...props}
      label="Type"
      any="All types"
      choices={[
        ['courses', 'Courses'],
        ['certifications', 'Certifications'],
      ]}
    />
  ),
  from: (props) => <DayFilter {...props} label="From" />,
  to: (props) => <DayFilter {...props} label="To" />,
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
    <FilterBar label="Filter the report" active={isAnySet(filters.typed)} onClear={filters.clear}>
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
      {choices.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
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
