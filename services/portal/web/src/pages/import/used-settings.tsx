import { Paper, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { DEFAULT_DATE_FORMAT } from '#shared/csv/inspection/date-findings.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { recordSchema } from '#shared/csv/record-types.ts';
import { inspectionQuery } from '../../api/check.ts';
import { isMoving, isUnapplied } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { encodingName } from '../../import-settings/encoding-name.ts';
import { courseTypeMeaning } from '../../training/course-types.ts';
import classes from './used-settings.module.css';

interface Setting {
  readonly name: string;
  readonly values: readonly string[];
}

/** How a file was read: its encoding and dates always, and what else was chosen. */
export function UsedSettings({ item }: { readonly item: ImportView }) {
  // What a byte order mark or an error file of ours has decided is known of the file, not of what was chosen.
  const { data: inspection } = useQuery({
    ...inspectionQuery(item),
    enabled: item.links.inspection !== null && !isMoving(item),
  });
  if (item.source !== 'file') return null;
  const shown = settingsOf(item, inspection).filter(({ values }) => values.length > 0);
  return (
    <Paper component="section" aria-labelledby="used-settings-title" p={{ base: 'md', sm: 'lg' }}>
      <Title order={2} size="h3" id="used-settings-title" mb="sm">
        {isUnapplied(item) ? 'How the file is read' : 'How the file was read'}
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

function settingsOf(
  { settings, type, mapping }: ImportView,
  inspection: Pick<Inspection, 'encoding' | 'dates'> | undefined,
): Setting[] {
  const { used: encoding = settings.encoding ?? 'utf-8', byteOrderMark = false } = inspection?.encoding ?? {};
  const dateFormat = inspection?.dates.used ?? settings.dateFormat ?? DEFAULT_DATE_FORMAT;
  const { columns = {}, constants = {}, values, blanks, olderRecords } = settings;
  const titleOf = (field: string) =>
    recordSchema(type).columns.find((column) => column.field === field)?.title ?? field;
  return [
    { name: 'Mapping', values: [describeMapping(mapping, Object.keys(columns).length > 0)] },
    {
      name: 'Encoding',
      values: [`${encodingName(encoding)}${byteOrderMark ? ', with a byte order mark' : ''}`],
    },
    { name: 'Dates', values: [dateFormat] },
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

function describeMapping(mapping: ImportView['mapping'], isChosen: boolean): string {
  if (mapping !== null) return `${mapping.name}, version ${mapping.version}`;
  return isChosen ? 'Chosen for this file' : 'None: its titles are the template’s';
}
