import { NativeSelect, SimpleGrid } from '@mantine/core';
import { dateExample } from '#shared/csv/date-formats.ts';
import { DATE_FORMATS, isDateFormat, isRecordType, RECORD_TYPES } from '#shared/csv/record-types.ts';
import { ENCODINGS, isEncoding } from '#shared/csv/text-decoder.ts';
import { typeName } from '../components/type-names.ts';
import { text } from '../texts/texts.ts';
import { encodingName } from './encoding-name.ts';
import type { SettingsProps } from './settings-props.ts';

/** How to read the file: for the whole file. */
export function ReadingOptions({ settings, disabled = false, onChange }: Omit<SettingsProps, 'inspection'>) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
      <NativeSelect
        label={text('import-settings.record-type')}
        value={settings.type ?? 'auto'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ type: isRecordType(value) ? value : undefined })
        }
      >
        <option value="auto">{text('import-settings.recognize-type')}</option>
        {RECORD_TYPES.map((type) => (
          <option key={type} value={type}>
            {typeName(type)}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        label={text('import-settings.date-format')}
        value={settings.dateFormat ?? 'auto'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ dateFormat: isDateFormat(value) ? value : undefined })
        }
      >
        <option value="auto">{text('import-settings.recognize-dates')}</option>
        {DATE_FORMATS.map((format) => (
          <option key={format} value={format}>
            {format} ({dateExample(format)})
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        label={text('import-settings.file-encoding')}
        value={settings.encoding ?? 'utf-8'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => isEncoding(value) && onChange({ encoding: value })}
      >
        {ENCODINGS.map((encoding) => (
          <option key={encoding} value={encoding}>
            {encodingName(encoding)}
          </option>
        ))}
      </NativeSelect>
    </SimpleGrid>
  );
}
