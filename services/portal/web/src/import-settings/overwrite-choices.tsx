import { NativeSelect, SimpleGrid } from '@mantine/core';
import { text } from '../texts/texts.ts';
import { typeOf } from './column-choices.ts';
import type { SettingsProps } from './settings-props.ts';

/** What becomes of the records that courses overwrite; certifications overwrite none. */
export function OverwriteChoices({ inspection, settings, disabled = false, onChange }: SettingsProps) {
  if (typeOf(inspection, settings) !== 'courses') return null;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <NativeSelect
        label={text('import-settings.blank-cells')}
        value={settings.blanks ?? 'clear'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ blanks: value === 'keep' ? 'keep' : undefined })
        }
      >
        <option value="clear">{text('import-settings.clear-what-record-has')}</option>
        <option value="keep">{text('imports.keep-what-record-has')}</option>
      </NativeSelect>
      <NativeSelect
        label={text('import-settings.older-rows')}
        value={settings.olderRecords ?? 'overwrite'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ olderRecords: value === 'keep' ? 'keep' : undefined })
        }
      >
        <option value="overwrite">{text('import-settings.overwrite-record')}</option>
        <option value="keep">{text('imports.keep-record')}</option>
      </NativeSelect>
    </SimpleGrid>
  );
}
