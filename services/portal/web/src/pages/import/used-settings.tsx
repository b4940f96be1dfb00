import { Paper, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { DEFAULT_DATE_FORMAT } from '#shared/csv/inspection/date-findings.ts';
import type { Inspection } from '#shared/csv/inspection/inspection.ts';
import { inspectionQuery } from '../../api/check.ts';
import { isMoving, isUnapplied } from '../../api/imports.ts';
import type { ImportView } from '../../api/types.ts';
import { fieldTitle } from '../../components/column-title.ts';
import { encodingName } from '../../import-settings/encoding-name.ts';
import { text } from '../../texts/texts.ts';
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
        {text(isUnapplied(item) ? 'import.how-file-is-read' : 'import.how-file-was-read')}
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
  const titleOf = (field: string) => fieldTitle(type, field) ?? field;
  return [
    { name: text('import.mapping'), values: [describeMapping(mapping, Object.keys(columns).length > 0)] },
    {
      name: text('import.encoding'),
      values: [
        byteOrderMark
          ? text('import.with-byte-order-mark', { encoding: encodingName(encoding) })
          : encodingName(encoding),
      ],
    },
    { name: text('import.dates'), values: [dateFormat] },
    {
      name: text('import.columns'),
      values: Object.entries(columns).map(([title, field]) =>
        field === null
          ? text('import.column-not-imported', { title })
          : text('import.column-is', { title, column: titleOf(field) }),
      ),
    },
    {
      name: text('imports.same-for-every-row'),
      values: Object.entries(constants).map(([field, value]) =>
        text('import.value-of-every-row', { column: titleOf(field), value }),
      ),
    },
    {
      name: text('import.course-types'),
      values: Object.entries(values?.courseType ?? {}).map(([value, courseType]) =>
        text('import.course-type-means', { value, type: courseType, meaning: courseTypeMeaning(courseType) }),
      ),
    },
    {
      name: text('import.blank-cells'),
      values: blanks === 'keep' ? [text('imports.keep-what-record-has')] : [],
    },
    {
      name: text('import.older-rows'),
      values: olderRecords === 'keep' ? [text('imports.keep-record')] : [],
    },
  ];
}

function describeMapping(mapping: ImportView['mapping'], isChosen: boolean): string {
  if (mapping !== null)
    return text('import.mapping-version', { name: mapping.name, version: mapping.version });
  return text(isChosen ? 'import.mapping-chosen' : 'import.mapping-none');
}
