import { Paper, Title } from '@mantine/core';
import { recordSchema } from '#shared/csv/record-types.ts';
import type { ImportView } from '../../api/types.ts';
import { ENCODING_NAMES } from '../../import-settings/encoding-names.ts';
import { courseTypeMeaning } from '../../training/course-types.ts';
import classes from './used-settings.module.css';

interface Setting {
  readonly name: string;
  readonly values: readonly string[];
}

/** What was chosen about an import; nothing where all is as it is by default. */
export function UsedSettings({ item }: { readonly item: ImportView }) {
  const shown = settingsOf(item).filter(({ values }) => values.length > 0);
  if (shown.length === 0) return null;
  return (
    <Paper component="section" aria-labelledby="used-settings-title" p={{ base: 'md', sm: 'lg' }}>
      <Title order={2} size="h3" id="used-settings-title" mb="sm">
        How the file is read
      </Title>
      <dl className={classes['settings']}>
        {shown.map(({ name, values }) => (
          <div key={name}>
            <dt>{name}</dt>
            {values.map((value) => (
              <dd key={value} className="lms-any-text">
                {value}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Paper>
  );
}

function settingsOf({ settings, type, mapping }: ImportView): Setting[] {
  const { encoding, dateFormat, columns = {}, constants = {}, values, blanks, olderRecords } = settings;
  const titleOf = (field: string) =>
    recordSchema(type).columns.find((column) => column.field === field)?.title ?? field;
  return [
    {
      name: 'Saved mapping',
      values: mapping === null ? [] : [`${mapping.name}, version ${mapping.version}`],
    },
    {
      name: 'Encoding',
      values:
        encoding === undefined || encoding === 'utf-8' ? [] : [ENCODING_NAMES.get(encoding) ?? encoding],
    },
    { name: 'Dates', values: dateFormat === undefined ? [] : [dateFormat] },
    {
      name: 'Columns',
      values: Object.entries(columns).map(([title, field]) =>
        field === null ? `“${title}” is not imported` : `“${title}” is ${titleOf(field)}`,
      ),
    },
    {
      name: 'The same for every row',
      values: Object.entries(constants).map(([field, text]) => `${titleOf(field)}: ${text}`),
    },
    {
      name: 'Course types',
      values: Object.entries(values?.courseType ?? {}).map(
        ([value, courseType]) => `“${value}” means ${courseType} (${courseTypeMeaning(courseType)})`,
      ),
    },
    { name: 'Blank cells', values: blanks === 'keep' ? ['Keep what the record has there'] : [] },
    {
      name: 'Records that were completed later',
      values: olderRecords === 'keep' ? ['Keep the record'] : [],
    },
  ];
}
