import { NativeSelect, SimpleGrid } from '@mantine/core';
import { dateExample } from '#shared/csv/date-formats.ts';
import { DATE_FORMATS, isDateFormat, isRecordType } from '#shared/csv/record-types.ts';
import { ENCODINGS, isEncoding } from '#shared/csv/text-decoder.ts';
import { ENCODING_NAMES } from './encoding-names.ts';
import type { SettingsProps } from './settings-props.ts';

/** How to read the file: for the whole file. */
export function ReadingOptions({ settings, disabled = false, onChange }: Omit<SettingsProps, 'inspection'>) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
      <NativeSelect
        label="Record type"
        value={settings.type ?? 'auto'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ type: isRecordType(value) ? value : undefined })
        }
      >
        <option value="auto">Recognize from the header</option>
        <option value="courses">Courses</option>
        <option value="certifications">Certifications</option>
      </NativeSelect>
      <NativeSelect
        label="Date format in the file"
        value={settings.dateFormat ?? 'auto'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          onChange({ dateFormat: isDateFormat(value) ? value : undefined })
        }
      >
        <option value="auto">Recognize, and ask where it is open</option>
        {DATE_FORMATS.map((format) => (
          <option key={format} value={format}>
            {format} ({dateExample(format)})
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        label="Encoding"
        value={settings.encoding ?? 'utf-8'}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => isEncoding(value) && onChange({ encoding: value })}
      >
        {ENCODINGS.map((encoding) => (
          <option key={encoding} value={encoding}>
            {ENCODING_NAMES.get(encoding)}
          </option>
        ))}
      </NativeSelect>
    </SimpleGrid>
  );
}
