import { NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { Column } from '../api/types.ts';
import { Notice } from '../components/notice.tsx';
import { COURSE_TYPES, courseTypeMeaning } from '../training/course-types.ts';
import { chooseColumn, chosenColumns, typeOf } from './column-choices.ts';
import type { SettingsProps } from './settings-props.ts';

/**
 * The required columns that the file lacks: each is a column with another title, or the same text for all rows. Texts that
 * were given stay here, to be changed.
 */
export function MissingColumns({ inspection, settings, disabled = false, onChange }: SettingsProps) {
  const type = typeOf(inspection, settings);
  if (type === undefined) return null;
  const { columns, missing } = chosenColumns(inspection, settings);
  const { constants = {} } = settings;
  const given = recordSchema(type).columns.filter(({ field }) => Object.hasOwn(constants, field));
  if (missing.length + given.length === 0) return null;
  const free = columns.filter(
    ({ title, column, isTwice }) => title !== '' && column === undefined && !isTwice,
  );
  return (
    <Notice
      tone={missing.length > 0 ? 'warning' : 'info'}
      title={missing.length > 0 ? 'Columns are missing' : 'The same for every row'}
    >
      {missing.length > 0 && (
        <Text size="sm" mb="xs">
          {describeMissing(missing)} Choose which of the file’s columns each is, or give a text that all rows
          get.
        </Text>
      )}
      {[...missing, ...given].map((column) => (
        <SimpleGrid key={column.field} cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing={4} mb="xs">
          <NativeSelect
            label={`${column.title}: a column of the file`}
            size="sm"
            value=""
            disabled={disabled}
            onChange={({ currentTarget: { value } }) =>
              value !== '' && onChange(chooseColumn(settings, value, column))
            }
          >
            <option value="">Choose a column</option>
            {free.map(({ title }) => (
              <option key={title}>{title}</option>
            ))}
          </NativeSelect>
          <Constant
            key={constants[column.field]}
            column={column}
            text={constants[column.field] ?? ''}
            disabled={disabled}
            onGive={(text) =>
              onChange({
                constants: {
                  ...Object.fromEntries(
                    Object.entries(constants).filter(([field]) => field !== column.field),
                  ),
                  ...(text === '' ? {} : { [column.field]: text }),
                },
              })
            }
          />
        </SimpleGrid>
      ))}
    </Notice>
  );
}

/** Of two columns of which one is enough only one is needed. */
function describeMissing(missing: readonly Column[]): string {
  const either = missing.filter(({ requiredWithout }) => requiredWithout !== undefined);
  const titles = missing.filter((column) => !either.includes(column)).map(({ title }) => title);
  const user = either.length === 0 ? [] : [either.map(({ title }) => title).join(' or ')];
  return `Still needed: ${[...user, ...titles].join(', ')}.`;
}

interface ConstantProps {
  readonly column: Column;
  readonly text: string;
  readonly disabled: boolean;
  readonly onGive: (text: string) => void;
}

function Constant({ column, text, disabled, onGive }: ConstantProps) {
  const [typed, setTyped] = useState(text);
  const label = `${column.title}: the same for every row`;
  if (column.format === 'course-type') {
    return (
      <NativeSelect
        label={label}
        size="sm"
        value={text}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => onGive(value)}
      >
        <option value="">None</option>
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
      size="sm"
      value={typed}
      disabled={disabled}
      placeholder={column.format === 'date' ? 'As the file writes dates' : column.example}
      {...(column.limits.maxLength === undefined ? {} : { maxLength: column.limits.maxLength })}
      onChange={({ currentTarget: { value } }) => setTyped(value)}
      // The file is read again with each text that is given: not with each letter of it.
      onBlur={() => typed.trim() !== text && onGive(typed.trim())}
      onKeyDown={({ key }) => key === 'Enter' && onGive(typed.trim())}
    />
  );
}
