import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { type DateFormat, parseDate } from '#shared/csv/date-formats.ts';
import { cleanCode, showUnseen } from '#shared/csv/invisible.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column, RecordType } from '../api/types.ts';
import { columnTitle } from '../components/column-title.ts';
import { hidden } from '../components/hidden.tsx';
import { richText, text } from '../texts/texts.ts';
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
          {text('import-settings.what-columns-are')}
        </Text>
        {suggested.length > 1 && (
          <Button
            size="xs"
            variant="light"
            disabled={disabled}
            onClick={() => onChange(chooseSuggestions(settings, all))}
          >
            {text('import-settings.use-suggestions', { count: suggested.length })}
          </Button>
        )}
      </Group>
      <ul className={classes['list']} aria-label={text('import-settings.file-columns')}>
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
          {text('import-settings.more-columns', { count: columns.length - MAX_SHOWN })}
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
        {shown.length > 0
          ? text('import-settings.filled-rows-with-values', { filled, rows, values: shown.join(', ') })
          : text('import-settings.filled-rows', { filled, rows })}
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
        aria-label={text('import-settings.title-imported-as', { title })}
        size="sm"
        value={column?.field ?? ''}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => onChoose(columns.find(({ field }) => field === value))}
      >
        <option value="">{text('import-settings.column-not-imported')}</option>
        <Options label={text('import-settings.required-columns')} columns={columns.filter(isRequired)} />
        <Options
          label={text('import-settings.optional-columns')}
          columns={columns.filter((one) => !isRequired(one))}
        />
      </NativeSelect>
      {suggestion !== undefined && (
        <Button size="compact-xs" variant="subtle" disabled={disabled} onClick={() => onChoose(suggestion)}>
          {richText(
            'import-settings.use-suggestion',
            { hidden },
            { suggestion: columnTitle(suggestion), title },
          )}
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
      {columns.map((column) => (
        <option key={column.field} value={column.field}>
          {columnTitle(column)}
        </option>
      ))}
    </optgroup>
  );
}

/** `12/31/2020 → 2020-12-31`: what is stored, where that is written in another way. */
export function shownDate(value: string, format: DateFormat): string {
  const { date } = parseDate(cleanCode(value), format);
  if (date === undefined) return text('import-settings.date-fails', { value: showUnseen(value) });
  return date === value ? value : `${showUnseen(value)} → ${date}`;
}
