import { NativeSelect, SimpleGrid } from '@mantine/core';
import { dateExample } from '#shared/csv/date-formats.ts';
import { DATE_FORMATS, isDateFormat, isRecordType } from '#shared/csv/record-types.ts';
import { ENCODINGS, isEncoding } from '#shared/csv/text-decoder.ts';
import { useUploads } from '../../../uploads/uploads-context.tsx';
import { useMaxFileBytes } from '../../../uploads/use-max-file-bytes.ts';
import { ENCODING_NAMES } from './encoding-names.ts';

/** How to read the file: for the whole file, and before it is uploaded. */
export function FileOptionsForm({ disabled }: { readonly disabled: boolean }) {
  const { options, uploads } = useUploads();
  const maxBytes = useMaxFileBytes();
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
      <NativeSelect
        label="Record type"
        value={options.type}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          uploads.setOptions({ type: isRecordType(value) ? value : 'auto' }, maxBytes)
        }
      >
        <option value="auto">Recognize from the header</option>
        <option value="courses">Courses</option>
        <option value="certifications">Certifications</option>
      </NativeSelect>
      <NativeSelect
        label="Date format in the file"
        value={options.dateFormat}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          uploads.setOptions({ dateFormat: isDateFormat(value) ? value : 'auto' }, maxBytes)
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
        value={options.encoding}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) =>
          isEncoding(value) && uploads.setOptions({ encoding: value }, maxBytes)
        }
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
