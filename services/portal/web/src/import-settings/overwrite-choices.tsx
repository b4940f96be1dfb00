import { NativeSelect, SimpleGrid } from '@mantine/core';
import { typeOf } from './column-choices.ts';
import type { SettingsProps } from './settings-props.ts';

/** What becomes of the records that courses overwrite; certifications overwrite none. */
export function OverwriteChoices({ inspection, settings, disabled = false, onChange }: SettingsProps) {
  if (typeOf(inspection, settings) !== 'courses') return null;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <NativeSelect
        label="When a cell is blank, or the file lacks a column"
        value={settings.blanks ?? 'clear'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ blanks: value === 'keep' ? 'keep' : undefined })
        }
      >
        <option value="clear">Clear what the record has there</option>
        <option value="keep">Keep what the record has there</option>
      </NativeSelect>
      <NativeSelect
        label="When the record was completed later than the row"
        value={settings.olderRecords ?? 'overwrite'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ olderRecords: value === 'keep' ? 'keep' : undefined })
        }
      >
        <option value="overwrite">Overwrite the record</option>
        <option value="keep">Keep the record</option>
      </NativeSelect>
    </SimpleGrid>
  );
}
