import { Button, Group, NativeSelect, Text, VisuallyHidden } from '@mantine/core';
import { type DateFormat, parseDate } from '#shared/csv/date-formats.ts';
import { cleanCode, showUnseen } from '#shared/csv/invisible.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column, RecordType } from '../api/types.ts';
import { formatNumber } from '../components/format.ts';
import {
  type ChosenColumn,
  chooseColumn,
  chooseSuggestions,
  chosenColumns,
  typeOf,
} from './column-choices.ts';
import classes from './import-settings.module.css';
import type { SettingsProps } from './settings-props.ts';

/** More columns than these are not chosen by hand. */
const MAX_SHOWN = 200;

/** The file's columns, each with what it is imported as, to be chosen. Suggestions are taken only when somebody says so. */
export function ColumnList({ inspection, settings, disabled = false, onChange }: SettingsProps) {
  const type = typeOf(inspection, settings);
  if (type === undefined) return null;
  const all = chosenColumns(inspection, settings).columns;
  const columns = all.filter(({ title }) => title !== '');
  const suggested = columns.filter(({ suggestion }) => suggestion !== undefined);
  const dateFormat = settings.dateFormat ?? inspection.dates.used;
  return (
    <section>
      <Group justify="space-between" gap="xs" mb="xs">
        <Text fw={600} size="sm">
          What the file’s columns are
        </Text>
        {suggested.length > 1 && (
          <Button
            size="xs"
            variant="light"
            disabled={disabled}
            onClick={() => onChange(chooseSuggestions(settings, all))}
          >
            Use all {suggested.length} suggestions
          </Button>
        )}
      </Group>
      <ul className={classes['list']} aria-label="The file’s columns">
        {columns.slice(0, MAX_SHOWN).map((chosen, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: titles may be there twice
          <li key={index}>
            <ColumnValues chosen={chosen} rows={inspection.rows} dateFormat={dateFormat} />
            <ColumnChoice
              chosen={chosen}
              type={type}
              disabled={disabled || chosen.isTwice}
              onChoose={(column) => onChange(chooseColumn(settings, chosen.title, column))}
            />
          </li>
        ))}
      </ul>
      {columns.length > MAX_SHOWN && (
        <Text size="sm" c="dimmed" mt="xs">
          and {formatNumber(columns.length - MAX_SHOWN)} more columns
        </Text>
      )}
    </section>
  );
}

function ColumnValues({
  chosen: { title, column, filled, values },
  rows,
  dateFormat,
}: {
  readonly chosen: ChosenColumn;
  readonly rows: number;
  readonly dateFormat: DateFormat;
}) {
  const shown = values.map((value) =>
    column?.format === 'date' ? shownDate(value, dateFormat) : showUnseen(value),
  );
  return (
    <div>
      <Text fw={600} size="sm" className="lms-any-text">
        {title}
      </Text>
      <Text size="xs" c="dimmed" className={classes['values'] ?? ''}>
        {formatNumber(filled)} of {formatNumber(rows)} rows{shown.length > 0 && `: ${shown.join(', ')}`}
      </Text>
    </div>
  );
}

function ColumnChoice({
  chosen: { title, column, suggestion },
  type,
  disabled,
  onChoose,
}: {
  readonly chosen: ChosenColumn;
  readonly type: RecordType;
  readonly disabled: boolean;
  readonly onChoose: (column: Column | undefined) => void;
}) {
  const { columns } = recordSchema(type);
  return (
    <div>
      <NativeSelect
        aria-label={`${title} is imported as`}
        size="sm"
        value={column?.field ?? ''}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => onChoose(columns.find(({ field }) => field === value))}
      >
        <option value="">Not imported</option>
        <Options label="Required" columns={columns.filter(isRequired)} />
        <Options label="Optional" columns={columns.filter((one) => !isRequired(one))} />
      </NativeSelect>
      {suggestion !== undefined && (
        <Button size="compact-xs" variant="subtle" disabled={disabled} onClick={() => onChoose(suggestion)}>
          {suggestion.title}? Use it<VisuallyHidden> for {title}</VisuallyHidden>
        </Button>
      )}
    </div>
  );
}

/** Also one of two of which either is enough. */
function isRequired({ required, requiredWithout }: Column): boolean {
  return required || requiredWithout !== undefined;
}

function Options({ label, columns }: { readonly label: string; readonly columns: readonly Column[] }) {
  return (
    <optgroup label={label}>
      {columns.map(({ field, title }) => (
        <option key={field} value={field}>
          {title}
        </option>
      ))}
    </optgroup>
  );
}

/** `12/31/2020 → 2020-12-31`: what is stored, where that is written in another way. */
export function shownDate(value: string, format: DateFormat): string {
  const { date } = parseDate(cleanCode(value), format);
  if (date === undefined) return `${showUnseen(value)} → fails`;
  return date === value ? value : `${showUnseen(value)} → ${date}`;
}
