import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column } from '../api/types.ts';
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
  const give = (field: string, text: string): void => {
    const others = Object.entries(constants).filter(([other]) => other !== field);
    onChange({ constants: Object.fromEntries([...others, ...(text === '' ? [] : [[field, text]])]) });
  };
  return (
    <section>
      <Text fw={600} size="sm">
        The same for every row
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        Where the file has no such column, every row can get the same text.
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {[...lacking, ...given].map((column) => (
          <Constant
            key={`${column.field} ${constants[column.field]}`}
            column={column}
            text={constants[column.field] ?? ''}
            disabled={disabled}
            onGive={(text) => give(column.field, text)}
          />
        ))}
      </SimpleGrid>
    </section>
  );
}

interface ConstantProps {
  readonly column: Column;
  readonly text: string;
  readonly disabled: boolean;
  readonly onGive: (text: string) => void;
}

function Constant({ column, text, disabled, onGive }: ConstantProps) {
  const [typed, setTyped] = useState(text);
  const label = `${column.title} of every row`;
  if (column.format === 'course-type') {
    return (
      <NativeSelect
        label={label}
        value={text}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => onGive(value)}
      >
        <option value="">Not chosen</option>
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
      {...(column.format === 'date' ? { placeholder: 'As the file writes dates' } : {})}
      {...(column.limits.maxLength === undefined ? {} : { maxLength: column.limits.maxLength })}
      onChange={({ currentTarget: { value } }) => setTyped(value)}
      // The file is read again with each text that is given: not with each letter of it.
      onBlur={() => typed.trim() !== text && onGive(typed.trim())}
      onKeyDown={({ key }) => key === 'Enter' && typed.trim() !== text && onGive(typed.trim())}
    />
  );
}

/** The columns that are still needed, in words; of two of which one is enough, one. */
export function describeMissing(missing: readonly Column[]): string {
  const either = missing.filter(({ requiredWithout }) => requiredWithout !== undefined);
  const titles = missing.filter((column) => !either.includes(column)).map(({ title }) => title);
  const user = either.length === 0 ? [] : [either.map(({ title }) => title).join(' or ')];
  return [...user, ...titles].join(', ');
}
