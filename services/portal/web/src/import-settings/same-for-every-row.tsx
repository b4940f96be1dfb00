import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column } from '../api/types.ts';
import { columnTitle } from '../components/column-title.ts';
import { formatList } from '../components/format-list.ts';
import { text } from '../texts/texts.ts';
import { COURSE_TYPES, courseTypeMeaning } from '../training/course-types.ts';
import { chosenColumns, typeOf } from './column-choices.ts';
import type { SettingsProps } from './settings-props.ts';

/** A text for all rows in place of each required column that the file lacks; those that were given can be changed. */
export function SameForEveryRow({ inspection, settings, disabled = false, onChange }: SettingsProps) {
  const type = typeOf(inspection, settings);
  if (type === undefined) return null;
  const { columns, missing } = chosenColumns(inspection, settings);
  const { constants = {} } = settings;
  const given = recordSchema(type).columns.filter(({ field }) => Object.hasOwn(constants, field));
  // What a column is suggested for is most likely in the file.
  const suggested = new Set(columns.map(({ suggestion }) => suggestion?.field));
  const lacking = missing.filter(
    ({ field, requiredWithout = field }) => !suggested.has(field) && !suggested.has(requiredWithout),
  );
  if (lacking.length + given.length === 0) return null;
  const give = (field: string, value: string): void => {
    const others = Object.entries(constants).filter(([other]) => other !== field);
    onChange({ constants: Object.fromEntries([...others, ...(value === '' ? [] : [[field, value]])]) });
  };
  return (
    <section>
      <Text fw={600} size="sm">
        {text('imports.same-for-every-row')}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {text('import-settings.every-row-advice')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {[...lacking, ...given].map((column) => (
          <Constant
            key={`${column.field} ${constants[column.field]}`}
            column={column}
            given={constants[column.field] ?? ''}
            disabled={disabled}
            onGive={(value) => give(column.field, value)}
          />
        ))}
      </SimpleGrid>
    </section>
  );
}

interface ConstantProps {
  readonly column: Column;
  readonly given: string;
  readonly disabled: boolean;
  readonly onGive: (value: string) => void;
}

function Constant({ column, given, disabled, onGive }: ConstantProps) {
  const [typed, setTyped] = useState(given);
  const label = text('import-settings.column-of-every-row', { column: columnTitle(column) });
  if (column.format === 'course-type') {
    return (
      <NativeSelect
        label={label}
        value={given}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => onGive(value)}
      >
        <option value="">{text('import-settings.not-chosen')}</option>
        {COURSE_TYPES.map((type) => (
          <option key={type} value={type}>
            {type} ({courseTypeMeaning(type)})
          </option>
        ))}
      </NativeSelect>
    );
  }
  return (
    <TextInput
      label={label}
      value={typed}
      disabled={disabled}
      {...(column.format === 'date' ? { placeholder: text('import-settings.dates-of-file') } : {})}
      {...(column.limits.maxLength === undefined ? {} : { maxLength: column.limits.maxLength })}
      onChange={({ currentTarget: { value } }) => setTyped(value)}
      // The file is read again with each text that is given: not with each letter of it.
      onBlur={() => typed.trim() !== given && onGive(typed.trim())}
      onKeyDown={({ key }) => key === 'Enter' && typed.trim() !== given && onGive(typed.trim())}
    />
  );
}

/** The columns that are still needed, in words; of two of which one is enough, one. */
export function describeMissing(missing: readonly Column[]): string {
  const isEither = ({ requiredWithout }: Column): boolean => requiredWithout !== undefined;
  const [first, second] = missing.filter(isEither).map(columnTitle);
  const titles = missing.filter((column) => !isEither(column)).map(columnTitle);
  if (first === undefined) return formatList(titles);
  const either = second === undefined ? first : text('import-settings.either-column', { first, second });
  return formatList([either, ...titles]);
}
